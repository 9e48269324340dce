#include "ui/widgets/nameconfirmation.h"

#include "core/operations/confirmation.h"
#include "ui/theme/spacing.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPainter>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

NameConfirmation::NameConfirmation(QWidget *parent)
    : QFrame(parent)
    , m_why(new WrappedLabel(this))
    , m_wish(new WrappedLabel(this))
    , m_field(new QLineEdit(this))
{
    setObjectName(u"nameConfirmation"_s);
    m_why->setObjectName(u"confirmWhyLabel"_s);
    m_wish->setObjectName(u"confirmWishLabel"_s);
    m_field->setObjectName(u"confirmLineEdit"_s);
    m_wish->setBuddy(m_field);
    m_wish->setTextFormat(Qt::PlainText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(spacing::Large, spacing::Medium, spacing::Large, spacing::Medium);
    layout->setSpacing(spacing::Small);
    layout->addWidget(m_why);
    auto *row = new QHBoxLayout; // side by side: the plan above needs the height
    row->setSpacing(spacing::Large);
    row->addWidget(m_wish, 3, Qt::AlignVCenter);
    row->addWidget(m_field, 2, Qt::AlignVCenter);
    layout->addLayout(row);
    // Hidden at first, it would lay its lines out for a width of next to nothing, and the window
    // would grow for them.
    resize(100 * fontMetrics().averageCharWidth(), sizeHint().height());
    connect(m_field, &QLineEdit::textChanged, this, &NameConfirmation::changed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void NameConfirmation::setNames(const QStringList &names)
{
    m_names = names;
    m_names.removeAll(QString());
    Q_EMIT changed();
}

void NameConfirmation::setTexts(const QString &why, const QString &wish)
{
    m_why->setText(why);
    m_wish->setText(wish);
    m_field->setAccessibleName(wish);
    m_field->setAccessibleDescription(why);
}

bool NameConfirmation::isConfirmed() const
{
    return operations::isSiteName(m_field->text(), m_names);
}

void NameConfirmation::clear()
{
    m_field->clear();
}

void NameConfirmation::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::instance();
    paintRounded(&painter, rect(), theme.card(), theme.tintBorder(Meaning::Danger), cardRadius);
}

} // namespace aegisx::ui
