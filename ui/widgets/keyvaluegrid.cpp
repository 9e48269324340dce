#include "ui/widgets/keyvaluegrid.h"

#include "ui/theme/spacing.h"
#include "ui/widgets/wrappedlabel.h"

#include <QGridLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

KeyValueGrid::KeyValueGrid(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    setObjectName(u"keyValueGrid"_s);
    m_grid->setContentsMargins({});
    m_grid->setHorizontalSpacing(spacing::Large);
    m_grid->setVerticalSpacing(spacing::Small);
    m_grid->setColumnStretch(1, 1);
}

int KeyValueGrid::addRow(const QString &name, const QString &label, const QString &value)
{
    const int row = rowCount();
    const Row widgets {new WrappedLabel(this), new WrappedLabel(this)};
    widgets.label->setObjectName(name % u"Label"_s);
    widgets.label->setMuted(true);
    widgets.label->setWordWrap(false); // the column is as wide as its longest label
    widgets.value->setObjectName(name % u"ValueLabel"_s);
    widgets.value->setSelectable(true);
    widgets.label->setBuddy(widgets.value);
    m_grid->addWidget(widgets.label, row, 0, Qt::AlignTop);
    m_grid->addWidget(widgets.value, row, 1);
    m_rows.append(widgets);
    setLabel(row, label);
    setValue(row, value);
    return row;
}

void KeyValueGrid::setLabel(int row, const QString &label)
{
    m_rows.at(row).label->setText(label);
    m_rows.at(row).value->setAccessibleDescription(label);
}

void KeyValueGrid::setValue(int row, const QString &value)
{
    m_rows.at(row).value->setText(value);
}

void KeyValueGrid::setRowVisible(int row, bool visible)
{
    m_rows.at(row).label->setVisible(visible);
    m_rows.at(row).value->setVisible(visible);
}

void KeyValueGrid::clear()
{
    for (const Row &row : std::as_const(m_rows)) {
        delete row.label;
        delete row.value;
    }
    m_rows.clear();
}

QString KeyValueGrid::value(int row) const
{
    return m_rows.at(row).value->text();
}

} // namespace aegisx::ui
