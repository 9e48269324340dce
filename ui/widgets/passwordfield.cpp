#include "ui/widgets/passwordfield.h"

#include "core/base/tr.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

PasswordField::PasswordField(QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_show(new QToolButton(this))
{
    setObjectName(u"passwordField"_s);
    m_edit->setObjectName(u"passwordLineEdit"_s);
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase
                                | Qt::ImhSensitiveData);
    m_show->setObjectName(u"showPasswordToolButton"_s);
    m_show->setIcon(icon(Icon::View));
    m_show->setCheckable(true);
    m_show->setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Tiny);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_show);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &PasswordField::changed);
    connect(m_show, &QToolButton::toggled, this, [this](bool shown) {
        m_edit->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        retranslate();
    });
    retranslate();
}

QString PasswordField::password() const
{
    return m_edit->text();
}

void PasswordField::setPassword(const QString &password)
{
    m_edit->setText(password);
}

void PasswordField::setPlaceholder(const QString &text)
{
    m_edit->setPlaceholderText(text);
}

void PasswordField::setLabel(const QString &label)
{
    m_edit->setAccessibleName(label);
}

void PasswordField::hidePassword()
{
    m_show->setChecked(false);
}

void PasswordField::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void PasswordField::retranslate()
{
    const QString words =
        m_show->isChecked() ? Tr::tr("Hide the password") : Tr::tr("Show the password");
    m_show->setToolTip(words);
    m_show->setAccessibleName(words);
}

} // namespace aegisx::ui
