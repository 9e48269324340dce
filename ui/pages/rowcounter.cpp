#include "ui/pages/rowcounter.h"

#include "core/base/tr.h"
#include "core/inspection/tables.h"
#include "ui/models/tablesmodel.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/wrappedlabel.h"
#include "ui/window/background.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

RowCounter::RowCounter(SiteSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_label(new WrappedLabel(this))
    , m_button(new QPushButton(this))
{
    setObjectName(u"rowCounter"_s);
    m_label->setObjectName(u"rowCountLabel"_s);
    m_button->setObjectName(u"countRowsPushButton"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(spacing::Medium);
    row->addWidget(m_label, 1);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &RowCounter::toggle);
    retranslate();
}

RowCounter::~RowCounter()
{
    m_stop.request_stop();
}

void RowCounter::setTable(const QString &schema, const QString &name)
{
    stop();
    m_schema = schema;
    m_name = name;
    m_counted.reset();
    m_estimate.reset();
    retranslate();
}

void RowCounter::setEstimate(const std::optional<qint64> &rows)
{
    m_estimate = rows;
    retranslate();
}

void RowCounter::toggle()
{
    if (m_counting)
        stop();
    else
        start();
    retranslate();
}

void RowCounter::stop()
{
    m_stop.request_stop();
    ++m_request;
    m_counting = false;
}

void RowCounter::start()
{
    m_counting = true;
    m_counted.reset();
    m_stop = std::stop_source();
    inBackground(
        this,
        [settings = m_session.settings(),
         schema = m_schema,
         name = m_name,
         stop = m_stop.get_token()]() -> Result<qint64> {
            auto connection = postgres::Connection::open(settings, stop);
            if (!connection)
                return fail(connection.error());
            return inspection::countRows(*connection, schema, name, stop);
        },
        [this, request = ++m_request](const Result<qint64> &counted) {
            if (request != m_request)
                return;
            m_counting = false;
            m_counted = counted;
            retranslate();
        });
}

void RowCounter::retranslate()
{
    m_button->setText(m_counting ? Tr::tr("Stop counting") : Tr::tr("Count exactly"));
    m_button->setToolTip(
        m_counting ? QString()
                   : Tr::tr("Reads the whole table, which takes a while where it is large."));
    if (m_counting)
        m_label->setText(Tr::tr("The rows are being counted..."));
    else if (m_counted && !*m_counted)
        m_label->setText(m_counted->error().message);
    else if (m_counted)
        m_label->setText(Tr::tr("Rows: %1, counted").arg(formatCount(**m_counted)));
    else if (m_estimate)
        m_label->setText(Tr::tr("Rows: about %1").arg(formatCount(*m_estimate)));
    else
        m_label->setText(Tr::tr("Rows: not known"));
}

} // namespace aegisx::ui
