#include "core/inspection/misplacednames.h"

#include "core/inspection/moveanalysis.h"

#include <QMap>

namespace aegisx::inspection {

Result<QHash<QString, QStringList>>
namesInTheWay(postgres::Connection &connection, const QList<Misplaced> &found, std::stop_token stop)
{
    QMap<QString, QStringList> objects; // by the schema they belong to
    for (const Misplaced &one : found) {
        if (!one.conflict)
            objects[one.toSchema] << one.found;
    }
    QHash<QString, QStringList> names;
    for (auto it = objects.cbegin(); it != objects.cend(); ++it) {
        const auto moves = analyseMoves(connection, it.value(), it.key(), stop);
        if (!moves)
            return fail(moves.error());
        for (const MoveAnalysis &move : *moves) {
            for (const MoveConflict &conflict : move.conflicts)
                names[move.asked] << conflict.identity;
        }
    }
    return names;
}

} // namespace aegisx::inspection
