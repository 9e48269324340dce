#include "ui/dialogs/formtools.h"

#include "ui/theme/spacing.h"

#include <QComboBox>
#include <QLabel>

#include <algorithm>

namespace aegisx::ui {

QFormLayout *makeForm()
{
    auto *form = new QFormLayout;
    form->setContentsMargins({});
    form->setHorizontalSpacing(spacing::Large);
    form->setVerticalSpacing(spacing::Small);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->setFormAlignment(Qt::AlignLeft | Qt::AlignTop);
    return form;
}

void addField(QFormLayout *form, QWidget *field)
{
    auto *label = new QLabel(field->parentWidget());
    label->setBuddy(field);
    form->addRow(label, field);
}

void setFieldLabel(QFormLayout *form, QWidget *field, const QString &text)
{
    if (auto *label = qobject_cast<QLabel *>(form->labelForField(field)))
        label->setText(text);
    field->setAccessibleName(text);
}

void alignLabels(const QList<QFormLayout *> &forms)
{
    QList<QLabel *> labels;
    for (const QFormLayout *form : forms) {
        for (int row = 0; row < form->rowCount(); ++row) {
            const QLayoutItem *item = form->itemAt(row, QFormLayout::LabelRole);
            if (auto *label = item ? qobject_cast<QLabel *>(item->widget()) : nullptr)
                labels.append(label);
        }
    }
    int width = 0;
    for (const QLabel *label : std::as_const(labels))
        width =
            std::max(width, label->fontMetrics().size(Qt::TextShowMnemonic, label->text()).width());
    for (QLabel *label : std::as_const(labels))
        label->setMinimumWidth(width);
}

void makeShrinkable(QComboBox *choice)
{
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(16);
}

} // namespace aegisx::ui
