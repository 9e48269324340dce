#pragma once

#include "core/sites/siteprofile.h"
#include "ui/theme/enums.h"
#include "ui/window/appcontext.h"

#include <QDialog>

#include <memory>

namespace aegisx::ui {

// A site's entry in the list: its hospital and how its database is reached. Stores the profile in
// the SiteStore and the password, where it is to be kept, in the keychain, and nowhere else. To be
// shown with open().
class ConnectionDialog final : public QDialog
{
    Q_OBJECT

public:
    // Without an id the profile is a new one to begin with; else it is the stored one to be edited.
    ConnectionDialog(AppContext &context,
                     const sites::SiteProfile &profile,
                     QWidget *parent = nullptr);
    ~ConnectionDialog() override;

    // Takes the connection over from a .env file; it is read in the background.
    void importEnvironment(const QString &path);
    // From a postgresql:// URL or a conninfo text; its password goes to the password field.
    void takeConnectionText(const QString &text);

    void reject() override; // not while the profile is being saved

Q_SIGNALS:
    // The profile is in the store. The dialog closes, unless its password could not be kept: it
    // says so then, and stays.
    void saved(const aegisx::sites::SiteProfile &profile);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
