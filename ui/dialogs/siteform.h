#pragma once

#include "core/sites/siteprofile.h"
#include "ui/dialogs/dialogservice.h"

#include <QWidget>

#include <optional>

namespace aegisx::ui {

class AdvancedForm;
class HospitalForm;
class ServerForm;
class TlsForm;

// Something typed that cannot be saved, and where it stands.
struct FormProblem {
    QString sentence;
    QString remedy;
    QWidget *field = nullptr;
};

// Everything that a site's profile is made of, as cards below each other.
class SiteForm final : public QWidget
{
    Q_OBJECT

public:
    explicit SiteForm(DialogService &dialogs, QWidget *parent = nullptr);

    void fill(const sites::SiteProfile &profile);
    void fillConnection(const postgres::ConnectionSettings &settings);
    // The profile that was filled in, with what is typed by now; never with the password.
    [[nodiscard]] sites::SiteProfile profile() const;
    [[nodiscard]] QString password() const;
    [[nodiscard]] bool keepsPassword() const; // in the keychain
    [[nodiscard]] std::optional<FormProblem> problem() const; // the first one
    void setKeychainTrouble(const QString &why);
    void focusBeginning();
    void focusOn(const FormProblem &problem);
    void alignFields(); // after a change of the text size
    void retranslate();

Q_SIGNALS:
    void changed();

private:
    void noteChange();

    sites::SiteProfile m_profile;
    HospitalForm *m_hospital;
    ServerForm *m_server;
    TlsForm *m_tls;
    AdvancedForm *m_advanced;
    bool m_filling = false;
};

} // namespace aegisx::ui
