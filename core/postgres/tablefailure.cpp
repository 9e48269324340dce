#include "core/postgres/tablefailure.h"

#include "core/base/tr.h"

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

QString shown(const QString &schema, const QString &name)
{
    return schema % u'.' % name;
}

Error failure(ErrorKind kind, const QString &message, const QString &remedy)
{
    return {kind, message, Tr::tr("Nothing was read or changed."), remedy, {}};
}

Error described(const ErrorDetail &detail, const QString &schema, const QString &name)
{
    const QString &state = detail.sqlState;
    const QString table = shown(schema, name);
    const bool ofFunction = !detail.context.isEmpty(); // which a view calls: the view is there
    if (!ofFunction && (state == "42P01"_L1 || state == "3F000"_L1))
        return tableMissing(schema, name);
    if (state == "42501"_L1)
        return tableForbidden(schema, name);
    if (state == "55P03"_L1)
        return failure(ErrorKind::Database,
                       Tr::tr("Another program holds this table locked: %1").arg(table),
                       Tr::tr("Try again when that program has ended (a backup that is being "
                              "restored, a table that is being rebuilt)."));
    if (state == "57014"_L1)
        return failure(ErrorKind::Database,
                       Tr::tr("The query took too long, or somebody ended it: %1").arg(table),
                       Tr::tr("Try again when the server has less to do. If it is a view, it may "
                              "be too slow to be looked at here."));
    if (detail.hint.contains("REFRESH MATERIALIZED VIEW"_L1))
        return failure(ErrorKind::Database,
                       Tr::tr("This view holds no rows yet; it was never filled: %1").arg(table),
                       Tr::tr("It is filled with REFRESH MATERIALIZED VIEW; ask the vendor."));
    if (state == "25006"_L1)
        return failure(
            ErrorKind::Database,
            Tr::tr("Reading this view would change data, so it is not read: %1").arg(table),
            Tr::tr("Ask the vendor what the view does."));
    return {};
}

} // namespace

Error tableMissing(const QString &schema, const QString &name)
{
    return failure(ErrorKind::NotFound,
                   Tr::tr("This table is not there any more: %1").arg(shown(schema, name)),
                   Tr::tr("Refresh the list of tables."));
}

Error tableForbidden(const QString &schema, const QString &name)
{
    return failure(ErrorKind::Database,
                   Tr::tr("The user may not read this table: %1").arg(shown(schema, name)),
                   Tr::tr("Connect as the user who owns the table, or ask for SELECT on it and for "
                          "USAGE on its schema."));
}

Error tableFailure(const Error &error, const QString &schema, const QString &name)
{
    if (error.kind != ErrorKind::Database)
        return error;
    Error told = described(error.detail, schema, name);
    if (told.message.isEmpty())
        return error;
    told.detail = error.detail;
    return told;
}

} // namespace aegisx::postgres
