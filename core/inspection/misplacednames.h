#pragma once

#include "core/inspection/misplaced.h"

#include <QHash>

namespace aegisx::inspection {

// Of each object that is not a conflict already, by Misplaced::found: what else stands in the way
// of a move to where it belongs, with a name that the object or a part of it needs there, as
// "demo.items_pkey". Empty of those that can be moved. Two round trips for each schema that is
// moved to, however many objects. Writes nothing. Blocks. Errors: those of analyseMoves().
[[nodiscard]] Result<QHash<QString, QStringList>> namesInTheWay(postgres::Connection &connection,
                                                                const QList<Misplaced> &found,
                                                                std::stop_token stop = {});

} // namespace aegisx::inspection
