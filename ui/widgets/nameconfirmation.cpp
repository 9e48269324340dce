#include "ui/widgets/nameconfirmation.h"

#include "ui/theme/spacing.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPainter>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// Thai SARA AM is one letter or two, depending on who typed it, and a tone mark comes before or
// after the first of the two: neither is seen.
QString comparable(const QString &text)
{
    QString plain = text.normalized(QString::NormalizationForm_KC).simplified().toCaseFolded();
    for (qsizetype i = 0; i + 1 < plain.size(); ++i) {
        const bool tone = plain.at(i + 1) >= QChar(0x0e48) && plain.at(i + 1) <= QChar(0x0e4b);
        if (plain.at(i) == QChar(0x0e4d) && tone) // NIKHAHIT
            std::swap(plain[i], plain[i + 1]);
    }
    return plain;
}

} // namespace

bool isOneOf(const QString &typed, const QStringList &names)
{
    const QString wanted = comparable(typed);
    return !wanted.isEmpty()
        && std::any_of(names.begin(), names.end(), [&wanted](const QString &name) {
               return comparable(name) == wanted;
           });
}

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
    return isOneOf(m_field->text(), m_names);
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
