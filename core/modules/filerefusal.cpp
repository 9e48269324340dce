#include "core/modules/filerefusal.h"

#include "core/base/tr.h"

namespace aegisx::modules {

tl::unexpected<Error> refuseFile(const QString &fileName, int line, const QString &why)
{
    Error error {ErrorKind::InvalidInput,
                 why,
                 Tr::tr("Nothing was run; the site is unchanged."),
                 Tr::tr("Install the module pack again, or ask its vendor."),
                 {}};
    error.detail.where = {fileName, line, 0};
    return fail(error);
}

} // namespace aegisx::modules
