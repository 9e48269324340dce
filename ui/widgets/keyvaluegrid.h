#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;

namespace aegisx::ui {

class WrappedLabel;

// Facts as "label  value" lines; a value can be selected with the mouse and the keyboard.
class KeyValueGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit KeyValueGrid(QWidget *parent = nullptr);

    // Answers the row, for setLabel(), setValue() and setRowVisible(). name ends the objectNames
    // of the row's two labels: "hostLabel", "hostValueLabel".
    int addRow(const QString &name, const QString &label, const QString &value = {});
    void setLabel(int row, const QString &label);
    void setValue(int row, const QString &value);
    void setRowVisible(int row, bool visible);
    void clear();

    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] QString value(int row) const;
    [[nodiscard]] WrappedLabel *labelAt(int row) const { return m_rows.at(row).label; }
    [[nodiscard]] WrappedLabel *valueAt(int row) const { return m_rows.at(row).value; }

private:
    struct Row {
        WrappedLabel *label;
        WrappedLabel *value;
    };

    QGridLayout *m_grid;
    QList<Row> m_rows;
};

} // namespace aegisx::ui
