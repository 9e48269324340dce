#pragma once

#include "core/inspection/moveanalysis.h"
#include "tests/support/testcluster.h"

#include <QString>
#include <QStringList>

namespace aegisx::test {

// A cluster that lets the roles clerk and keeper in, once they are made, and a database of it with
// an empty schema "inventory" that objects are to be moved to.
class MoveDatabase
{
public:
    void renew(); // a fresh database
    [[nodiscard]] postgres::Connection connect(const QString &user = {}) const;
    void sql(const QByteArray &statement) const; // as the superuser
    [[nodiscard]] const QString &database() const { return m_database; }

    // What must not fail.
    [[nodiscard]] QList<inspection::MoveAnalysis>
    analyse(const QStringList &objects, const QString &target = QStringLiteral("inventory")) const;
    [[nodiscard]] inspection::MoveAnalysis one(const QString &object) const
    {
        return analyse({object}).first();
    }
    [[nodiscard]] Error failureOf(const QString &object) const;

private:
    TestCluster m_cluster {{{}, {QStringLiteral("local all clerk,keeper trust")}}};
    QString m_database;
};

} // namespace aegisx::test
