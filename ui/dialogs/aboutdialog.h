#pragma once

#include "ui/window/appcontext.h"

#include <QDialog>

class QDialogButtonBox;
class QPushButton;

namespace aegisx::ui {

class KeyValueGrid;
class SectionHeading;
class WrappedLabel;

// Versions of the program, Qt, libpq and the modules, and the licences.
class AboutDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(const AppContext &context, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void buildUi();
    void retranslate();
    [[nodiscard]] QString versionsText() const; // for the clipboard

    const AppContext &m_context;
    SectionHeading *m_name;
    WrappedLabel *m_purpose;
    KeyValueGrid *m_versions;
    WrappedLabel *m_licences;
    QPushButton *m_copy;
    QDialogButtonBox *m_buttons;
};

} // namespace aegisx::ui
