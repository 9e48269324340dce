#pragma once

#include "core/plans/planaccount.h"
#include "ui/dialogs/sitedialog.h"

class QFormLayout;
class QLineEdit;

namespace aegisx::ui {

class PasswordField;
class WrappedLabel;

// Asks who the administrator of a module is to be, and for the password, twice. What would be done
// is shown by the plan page afterwards.
class AdministratorDialog final : public SiteDialog
{
    Q_OBJECT

public:
    AdministratorDialog(const sites::SiteProfile &profile,
                        const QString &moduleId,
                        QWidget *parent = nullptr);

Q_SIGNALS:
    void given(const aegisx::plans::AccountRequest &request);

private:
    void buildUi();
    void retranslate() override;
    void followTyping();
    [[nodiscard]] plans::AccountRequest request() const;
    [[nodiscard]] QString problem() const; // why it cannot go on yet, translated

    QString m_module;
    WrappedLabel *m_why;
    QFormLayout *m_form;
    QLineEdit *m_userName;
    QLineEdit *m_email;
    QLineEdit *m_firstName;
    QLineEdit *m_lastName;
    PasswordField *m_password;
    PasswordField *m_again;
    WrappedLabel *m_problem;
};

} // namespace aegisx::ui
