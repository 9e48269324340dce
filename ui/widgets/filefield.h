#pragma once

#include "ui/dialogs/dialogservice.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace aegisx::ui {

// Takes the path of a file, typed or chosen.
class FileField final : public QWidget
{
    Q_OBJECT

public:
    // name begins the objectNames: "rootCertificate" makes "rootCertificateLineEdit".
    FileField(const QString &name, DialogService &dialogs, QWidget *parent = nullptr);

    [[nodiscard]] QString path() const;
    void setPath(const QString &path);
    void setLabel(const QString &label); // what the file is, for the dialog and screen readers
    void setFilter(const QString &filter) { m_filter = filter; }
    [[nodiscard]] QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void choose();
    void retranslate();

    DialogService &m_dialogs;
    QString m_label;
    QString m_filter;
    QLineEdit *m_edit;
    QPushButton *m_choose;
};

} // namespace aegisx::ui
