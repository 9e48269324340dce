#pragma once

#include "core/postgres/connectionsettings.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QPlainTextEdit;
class QSpinBox;

namespace aegisx::ui {

class Card;
class DialogService;
class FileField;
class Foldout;

// What few sites need, folded away: which of several hosts, the time limit, a password file and
// libpq's further parameters as keyword=value text.
class AdvancedForm final : public QWidget
{
    Q_OBJECT

public:
    explicit AdvancedForm(DialogService &dialogs, QWidget *parent = nullptr);

    // Unfolds where something else than the usual is set. Passwords among the further parameters
    // are left out: they could not be kept.
    void fill(const postgres::ConnectionSettings &settings);
    void writeTo(postgres::ConnectionSettings &settings) const; // parameters as far as readable
    // Errors: InvalidInput, in words about the further parameters.
    [[nodiscard]] Result<void> check() const;
    void focusParameters();
    [[nodiscard]] QFormLayout *form() const { return m_form; }
    void retranslate();

Q_SIGNALS:
    void changed();

private:
    using Parameters = QList<QPair<QString, QString>>;

    void layOut();
    void fitParameters();
    [[nodiscard]] Result<Parameters> parameters() const;

    Card *m_card;
    Foldout *m_foldout;
    QFormLayout *m_form;
    QComboBox *m_target;
    QSpinBox *m_timeout;
    FileField *m_passwordFile;
    QPlainTextEdit *m_extra;
    QString m_filledText; // what the parameters were shown as, to keep them as they were
    Parameters m_filled;
};

// Whether libpq's keyword holds a secret; no profile keeps one.
[[nodiscard]] bool isSecretKeyword(const QString &keyword);

} // namespace aegisx::ui
