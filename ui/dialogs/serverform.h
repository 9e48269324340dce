#pragma once

#include "core/sites/siteprofile.h"

#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLineEdit;

namespace aegisx::ui {

class Card;
class PasswordField;
class WrappedLabel;

// Where the database is and who logs in, with the password.
class ServerForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ServerForm(QWidget *parent = nullptr);

    void fill(const postgres::ConnectionSettings &settings); // with its password, if it has one
    void writeTo(postgres::ConnectionSettings &settings) const; // without the password

    [[nodiscard]] QString password() const;
    void setPasswordKept(bool kept); // in the keychain by now: the field may stay empty
    void setKeep(bool keep);
    [[nodiscard]] bool keeps() const; // the password in the keychain
    // Why passwords cannot be kept; empty: they can.
    void setKeychainTrouble(const QString &why);

    [[nodiscard]] QLineEdit *hostEdit() const { return m_host; }
    [[nodiscard]] QLineEdit *portEdit() const { return m_port; }
    [[nodiscard]] QFormLayout *form() const { return m_form; }
    void retranslate();

Q_SIGNALS:
    void changed();

private:
    void nameObjects();
    void layOut();

    Card *m_card;
    QFormLayout *m_form;
    QWidget *m_place; // host and port
    QLineEdit *m_host;
    QLineEdit *m_port;
    QLineEdit *m_database;
    QLineEdit *m_user;
    PasswordField *m_password;
    QCheckBox *m_keep;
    WrappedLabel *m_keepTrouble;
    bool m_isKept = false;
};

} // namespace aegisx::ui
