#pragma once

#include "core/plans/preflight.h"
#include "tests/support/sitefixture.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

// What the tests of the check before a run share.

inline plans::Preflight lookOver(postgres::Connection &connection,
                                 const modules::ModuleCatalog &catalog,
                                 const inspection::ExpectedSite &expected = {},
                                 const QList<plans::Plan> &plans = {},
                                 const plans::PreflightLimits &limits = {})
{
    auto state = inspection::inspect(connection, catalog, expected);
    if (!state)
        qFatal("inspect: %s", qUtf8Printable(state.error().toText()));
    auto result = plans::preflight(connection, catalog, std::move(*state), plans, {}, limits);
    if (!result)
        qFatal("preflight: %s", qUtf8Printable(result.error().toText()));
    return std::move(*result);
}

inline plans::Preflight preflightOf(const SiteFixture &site,
                                    const inspection::ExpectedSite &expected = {})
{
    auto connection = site.connect();
    return lookOver(connection, site.catalog(), expected);
}

// "warning: what was found"
inline QString said(const plans::Preflight &preflight, const QString &id)
{
    const plans::PreflightLine *line = preflight.find(id);
    return line ? jsonKeyOf(line->state) % u": "_s % line->detail : u"no such line"_s;
}

inline QString remedyOf(const plans::Preflight &preflight, const QString &id)
{
    const plans::PreflightLine *line = preflight.find(id);
    return line ? line->remedy : QString();
}

} // namespace aegisx::test
