#pragma once

#include <QWidget>

class QCheckBox;

namespace aegisx::ui {

class WrappedLabel;

// A check box with a quiet sentence below that says what it means.
class HintedCheckBox final : public QWidget
{
    Q_OBJECT

public:
    // name is the check box's: "stepByStepCheckBox".
    explicit HintedCheckBox(const QString &name, QWidget *parent = nullptr);

    void setTexts(const QString &text, const QString &hint);
    void setChecked(bool checked);
    [[nodiscard]] QCheckBox *checkBox() const { return m_box; }

Q_SIGNALS:
    void clicked(bool checked); // by a person

protected:
    void changeEvent(QEvent *event) override;

private:
    void indent();

    QCheckBox *m_box;
    WrappedLabel *m_hint;
};

} // namespace aegisx::ui
