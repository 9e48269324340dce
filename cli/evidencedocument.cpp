#include "cli/documents.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

QJsonObject objectJson(const inspection::ObjectEvidence &one)
{
    return {{u"change"_s, jsonKeyOf(one.change.change)},
            {u"kind"_s, jsonKeyOf(one.change.kind)},
            {u"schema"_s, one.change.schema},
            {u"parent"_s, one.change.parent},
            {u"name"_s, one.change.name},
            {u"arguments"_s,
             one.change.kind == modules::ObjectKind::Function ? QJsonValue(one.change.arguments)
                                                              : QJsonValue()},
            {u"presence"_s, jsonKeyOf(one.presence)},
            {u"done"_s, one.done},
            {u"foundSchema"_s, one.foundSchema},
            {u"supersededBy"_s, one.supersededBy},
            {u"difference"_s, one.difference},
            {u"byName"_s, one.byName}};
}

} // namespace

QJsonObject evidenceJson(const QString &module,
                         const QList<inspection::MigrationEvidence> &evidence,
                         bool withObjects)
{
    QJsonArray migrations;
    for (const inspection::MigrationEvidence &one : evidence) {
        QJsonObject migration {
            {u"name"_s, one.name},
            {u"state"_s, jsonKeyOf(one.state)},
            {u"verdict"_s, jsonKeyOf(one.verdict)},
            {u"contradiction"_s, inspection::contradictionKey(one.contradiction())},
            {u"changesData"_s, one.changesData}};
        if (withObjects) {
            QJsonArray objects;
            for (const inspection::ObjectEvidence &object : one.objects)
                objects.append(objectJson(object));
            migration.insert(u"objects"_s, objects);
        }
        migrations.append(migration);
    }
    return {{u"id"_s, module}, {u"migrations"_s, migrations}};
}

} // namespace aegisx::cli
