#pragma once

#include "core/postgres/connectionsettings.h"

#include <QWidget>

class QComboBox;
class QFormLayout;

namespace aegisx::ui {

class Card;
class DialogService;
class FileField;

// How the connection is encrypted, and by which certificates. The files are shown where the mode
// uses them, or where they are given.
class TlsForm final : public QWidget
{
    Q_OBJECT

public:
    explicit TlsForm(DialogService &dialogs, QWidget *parent = nullptr);

    void fill(const postgres::ConnectionSettings &settings);
    void writeTo(postgres::ConnectionSettings &settings) const;
    [[nodiscard]] QFormLayout *form() const { return m_form; }
    void retranslate();

Q_SIGNALS:
    void changed();

private:
    void showFiles();

    Card *m_card;
    QFormLayout *m_form;
    QComboBox *m_mode;
    FileField *m_rootCertificate;
    FileField *m_certificate;
    FileField *m_key;
};

} // namespace aegisx::ui
