#pragma once

#include "core/sites/siteprofile.h"

#include <QDialog>

class QPushButton;
class QVBoxLayout;

namespace aegisx::ui {

// A dialog about one site: its header, below it the content, and at the right end Cancel and the
// button that goes on. Deletes itself when it is closed. Tab follows the reading order.
class SiteDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SiteDialog(const sites::SiteProfile &profile, QWidget *parent = nullptr);

protected:
    [[nodiscard]] QVBoxLayout *content() const { return m_content; }
    // Cancel is not the default button unless somebody makes it so.
    [[nodiscard]] QPushButton *cancelButton() const { return m_cancel; }
    [[nodiscard]] QPushButton *goButton() const { return m_go; }
    // Called when the language changes; sets the text of Cancel.
    virtual void retranslate();

    void changeEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QVBoxLayout *m_content;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

} // namespace aegisx::ui
