#include "core/base/environment.h"

#include "core/base/tr.h"

namespace aegisx {

QString wordFor(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return Tr::tr("PRODUCTION");
    case Environment::Test:
        return Tr::tr("TEST");
    case Environment::Practice:
        return Tr::tr("PRACTICE");
    }
    return {};
}

QString wordFor(std::optional<Environment> environment)
{
    return environment ? wordFor(*environment) : Tr::tr("not known");
}

std::optional<Environment> environmentOf(const QString &key)
{
    for (const Environment one :
         {Environment::Production, Environment::Test, Environment::Practice}) {
        if (key == jsonKeyOf(one))
            return one;
    }
    return std::nullopt;
}

} // namespace aegisx
