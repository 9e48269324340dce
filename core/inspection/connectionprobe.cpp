#include "core/inspection/connectionprobe.h"

namespace aegisx::inspection {

bool ConnectionProbe::mayWrite() const
{
    return !state.server.inRecovery && !state.server.readOnly && createsSchemas && createsTables;
}

Result<ConnectionProbe> probeConnection(postgres::Connection &connection,
                                        const ExpectedSite &expected,
                                        std::stop_token stop)
{
    auto state = inspect(connection, {}, expected, stop);
    if (!state)
        return fail(state.error());
    const auto rights = connection.query(
        "SELECT has_database_privilege(current_database(), 'CREATE'),"
        " coalesce(has_schema_privilege(to_regnamespace(quote_ident(current_schema()))::oid,"
        "  'CREATE'), false)",
        {},
        stop);
    if (!rights)
        return fail(rights.error());
    return ConnectionProbe {std::move(*state), rights->boolean(0, 0), rights->boolean(0, 1)};
}

} // namespace aegisx::inspection
