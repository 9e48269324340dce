#pragma once

#include "core/inspection/moveanalysis.h"

#include <QHash>

namespace aegisx::inspection {

// Puts the answers to the questions of movequeries.h into the analyses they are about, which stay
// the caller's. The search paths and what calls the functions are to be read before the texts.
class MoveReader final
{
public:
    explicit MoveReader(QList<MoveAnalysis> &found) : m_found(found) { }

    void readAlong(const postgres::Rows &rows);
    void readReferences(const postgres::Rows &rows);
    void readLeftBehind(const postgres::Rows &rows);
    void readConflicts(const postgres::Rows &rows);
    void readColumns(const postgres::Rows &rows);
    void readLosingRoles(const postgres::Rows &rows);
    void readSearchPaths(const postgres::Rows &twins, const postgres::Rows &paths);
    void readSessions(const postgres::Rows &rows, const QList<qint64> &relationOids);
    void readFunctionUsers(const postgres::Rows &rows);
    void readFunctionTexts(const postgres::Rows &rows);
    void readDefaults(const postgres::Rows &rows);

private:
    // A name that moves, and the schemas that hold something of that name.
    struct Moving {
        QString name;
        QStringList schemas;
        bool isSubject = true; // else a sequence that moves with it
    };
    [[nodiscard]] QList<Moving> movingWith(qsizetype subject) const;
    [[nodiscard]] MoveAnalysis &about(const postgres::Rows &rows, int row);
    [[nodiscard]] bool
    isLost(const MoveAnalysis &subject, const Moving &moving, const QStringList &path) const;

    QList<MoveAnalysis> &m_found;
    QHash<qsizetype, QStringList> m_twins;
    QHash<QString, QList<Related>> m_users; // by the function
    QList<QStringList> m_paths; // that sessions start with
};

} // namespace aegisx::inspection
