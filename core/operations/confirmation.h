#pragma once

#include "core/operations/operation.h"

#include <optional>

namespace aegisx::operations {

// What is lost or taken away that cannot be had back.
enum class Destruction {
    None,
    Rows, // or values in them, or nobody can know
    RolledBack, // what migrations made, with everything that was entered in it since
    UnprovenLock, // of a holder that may be alive
    Protection, // of a site that is no longer a production site
    Session,
};

// By what a person asked for, whether rows are lost as well or not. Does not block.
[[nodiscard]] Destruction destructionOf(const Preparation &preparation);

// Whether a person types the site's name first: where something is destroyed on a production site,
// be it so by the profile or by the database or because nobody may read what the database says, and where a lock is released without a proof.
// Does not block.
[[nodiscard]] bool wantsSiteName(const Preparation &preparation,
                                 std::optional<Environment> profile);

// Whether it has to be the name even where nobody can be asked: rows of a production site are
// destroyed, or may be. Does not block.
[[nodiscard]] bool destroysRowsOfProduction(const Preparation &preparation,
                                            std::optional<Environment> profile);

// Whether a person typed one of the names, be it the code of the site: blanks around and between
// words do not count, nor how the letters are composed, nor capital letters. Does not block.
[[nodiscard]] bool isSiteName(const QString &typed, const QStringList &names);

} // namespace aegisx::operations
