#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

namespace aegisx::authoring {

using TemplateValues = QHash<QString, QString>;

// A file of core/authoring/templates with the values in their places: {{name}} is replaced, and
// the lines from {{?name}} to {{/}} stay where the value is not empty. Never blocks.
[[nodiscard]] QByteArray fillTemplate(const QString &name, const TemplateValues &values);

// The text as it stands between quotation marks in SQL, and with them in JSON.
[[nodiscard]] QString insideSqlText(const QString &text);
[[nodiscard]] QString jsonText(const QString &text);

} // namespace aegisx::authoring
