#include "core/inspection/searchpath.h"

#include <QByteArrayList>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

QStringList searchPathOf(const modules::Manifest &manifest, const postgres::ServerFacts &facts)
{
    QStringList schemas {manifest.schema};
    for (const QString &schema : {facts.currentSchema, u"public"_s}) {
        if (!schema.isEmpty() && !schemas.contains(schema))
            schemas << schema;
    }
    return schemas;
}

QByteArray searchPathValue(const QStringList &schemas)
{
    QByteArrayList quoted;
    for (const QString &schema : schemas)
        quoted << postgres::quoteIdentifier(schema);
    return quoted.join(',');
}

} // namespace aegisx::inspection
