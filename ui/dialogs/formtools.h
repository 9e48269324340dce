#pragma once

#include <QFormLayout>
#include <QList>

class QComboBox;

// What the parts of a form have in common.
namespace aegisx::ui {

// A form whose fields take the room and whose labels stand at the left.
[[nodiscard]] QFormLayout *makeForm();

// Adds a field with a label; setFieldLabel() gives it its words.
void addField(QFormLayout *form, QWidget *field);

// Names a field: the label before it, and what a screen reader calls it.
void setFieldLabel(QFormLayout *form, QWidget *field, const QString &text);

// Gives the labels of several forms one width, so that their fields stand below each other.
void alignLabels(const QList<QFormLayout *> &forms);

// A choice that may be narrower than its longest words.
void makeShrinkable(QComboBox *choice);

} // namespace aegisx::ui
