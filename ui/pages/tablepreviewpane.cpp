#include "ui/pages/tablepreviewpane.h"

#include "core/base/tr.h"
#include "ui/models/previewmodel.h"
#include "ui/models/tablesmodel.h"
#include "ui/pages/listpane.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/wrappedlabel.h"
#include "ui/window/background.h"

#include <QHeaderView>
#include <QHideEvent>
#include <QShowEvent>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int widestLetters = 36; // of a column, until somebody makes it wider

void fitColumns(QTreeView *view)
{
    const int widest = widestLetters * view->fontMetrics().averageCharWidth();
    for (int column = 0; column < view->header()->count(); ++column) {
        view->resizeColumnToContents(column);
        view->setColumnWidth(column, std::min(widest, view->columnWidth(column)));
    }
}

} // namespace

TablePreviewPane::TablePreviewPane(SiteSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new PreviewModel(this))
    , m_pane(new ListPane(u"preview"_s, this))
    , m_note(new WrappedLabel(this))
{
    setObjectName(u"previewTab"_s);
    m_pane->view()->setModel(m_model);
    m_pane->view()->setSelectionBehavior(QAbstractItemView::SelectItems); // cell by cell
    m_pane->view()->setAllColumnsShowFocus(false);
    m_pane->view()->header()->setStretchLastSection(false);
    m_note->setObjectName(u"previewNoteLabel"_s);
    m_note->setMuted(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, spacing::Small, 0, 0);
    column->setSpacing(spacing::Small);
    column->addWidget(m_pane, 1);
    column->addWidget(m_note);
    m_settle.setSingleShot(true);
    m_settle.setInterval(150ms);
    connect(&m_settle, &QTimer::timeout, this, &TablePreviewPane::read);
    connect(m_pane->empty(), &EmptyState::firstClicked, this, [this] {
        m_stopped = m_reading;
        if (m_stopped)
            stop();
        else
            readAgain();
        present();
    });
    retranslate();
}

TablePreviewPane::~TablePreviewPane()
{
    m_stop.request_stop();
}

void TablePreviewPane::setTable(const QString &schema, const QString &name)
{
    stop();
    m_schema = schema;
    m_name = name;
    m_error.reset();
    m_stopped = false;
    m_read = false;
    m_model->clear();
    present();
    if (isVisible() && !m_name.isEmpty())
        m_settle.start();
}

void TablePreviewPane::readAgain()
{
    stop();
    m_stopped = false;
    m_read = false;
    if (isVisible())
        read();
}

void TablePreviewPane::stop()
{
    m_settle.stop();
    m_stop.request_stop();
    ++m_request; // a late answer is not wanted
    m_reading = false;
}

void TablePreviewPane::read()
{
    if (m_name.isEmpty() || m_reading || m_read)
        return;
    m_reading = true;
    m_error.reset();
    m_stop = std::stop_source();
    present();
    inBackground(
        this,
        [settings = m_session.settings(),
         schema = m_schema,
         name = m_name,
         token = m_stop.get_token()] {
            return postgres::previewTable(settings, schema, name, postgres::previewRows, token);
        },
        [this, request = ++m_request](const Result<postgres::TablePreview> &read) {
            if (request == m_request)
                take(read);
        });
}

void TablePreviewPane::take(const Result<postgres::TablePreview> &read)
{
    m_reading = false;
    m_read = true;
    if (read)
        m_model->setPreview(*read);
    else
        m_error = read.error();
    present();
    if (read)
        fitColumns(m_pane->view());
}

void TablePreviewPane::present()
{
    const bool rows = m_read && !m_error && m_model->rowCount() > 0;
    m_note->setText(m_read && !m_error ? note() : QString());
    m_note->setVisible(!m_note->text().isEmpty());
    if (rows || (m_reading && m_model->rowCount() > 0)) // which are being read again
        m_pane->showView();
    else
        presentNothing();
}

void TablePreviewPane::presentNothing()
{
    EmptyState *instead = m_pane->showInstead();
    if (m_stopped) {
        instead->showEmpty(
            Icon::Table, Tr::tr("Stopped"), Tr::tr("The rows were not read to the end."));
        instead->setButtons(Tr::tr("Read the rows"));
    } else if (m_error) {
        instead->showError(m_error->message, m_error->remedy);
        instead->setButtons(Tr::tr("Try again"));
    } else if (m_read) {
        instead->showEmpty(Icon::Table, Tr::tr("No rows"), Tr::tr("The table is empty."));
    } else {
        instead->showLoading(Tr::tr("The first rows are being read..."));
        instead->setButtons(m_reading ? Tr::tr("Stop") : QString());
    }
}

QString TablePreviewPane::note() const
{
    QStringList sentences;
    const postgres::TablePreview &preview = m_model->preview();
    if (preview.more)
        sentences << Tr::tr("These are the first %1 rows; the table holds more.")
                         .arg(formatCount(preview.rows.size()));
    if (!preview.hiddenColumns.isEmpty())
        sentences << Tr::tr("The user may not read these columns: %1")
                         .arg(preview.hiddenColumns.join(u", "_s));
    return sentences.join(u'\n');
}

void TablePreviewPane::retranslate()
{
    m_pane->setLabel(Tr::tr("First rows"));
    present();
}

void TablePreviewPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous() && !m_read && !m_stopped)
        read();
}

void TablePreviewPane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    if (!event->spontaneous() && (m_reading || m_settle.isActive()))
        stop();
}

} // namespace aegisx::ui
