#include "core/base/finding.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx {

bool hasErrors(const Findings &findings)
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.severity == Severity::Error;
    });
}

Error refusal(const Findings &findings)
{
    Error error {ErrorKind::Refused,
                 Tr::tr("Refused before anything ran."),
                 Tr::tr("The site is unchanged."),
                 {},
                 {}};
    const auto first = std::find_if(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.severity == Severity::Error;
    });
    if (first != findings.end()) {
        error.message = first->message;
        error.remedy = first->remedy;
        error.detail.where = first->where;
    }
    return error;
}

} // namespace aegisx
