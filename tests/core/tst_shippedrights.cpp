// The rights of the shipped roles, on sites that have changed them.
#include "tests/support/platformsite.h"
#include "tests/support/sitefixture.h"

#include "core/words/seedwords.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using test::SiteFixture;

namespace {

const QString rightsSeed = u"/seeds/002_role_permissions.sql"_s;

QByteArray readAll(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qUtf8Printable(path));
    return file.readAll();
}

void writeAll(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qUtf8Printable(path));
}

// The shipped core module, of which a later release can be made.
class CoreModule final
{
public:
    CoreModule()
    {
        QDir(m_folder.path()).mkdir(u"seeds"_s);
        for (const QString &folder : {u"/"_s, u"/seeds/"_s}) {
            const QString from = QStringLiteral(AEGISX_SOURCE_DIR "/migrations") % folder;
            for (const QString &name : QDir(from).entryList(QDir::Files))
                writeAll(path() % folder % name, readAll(from % name));
        }
    }

    void ship(const QByteArray &right)
    {
        QByteArray seed = readAll(path() % rightsSeed);
        seed.replace("('admin', '*', '*'),", QByteArray("('admin', '*', '*'), " + right + ','));
        if (!seed.contains(right))
            qFatal("the seed has no place for another right");
        writeAll(path() % rightsSeed, seed);
    }

    [[nodiscard]] QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

QString rightsOf(const SiteFixture &site, const QByteArray &role)
{
    return site.sql("SELECT coalesce(string_agg(p.resource || ':' || p.action, ' '"
                    " ORDER BY p.resource, p.action), '') FROM public.role_permissions AS given"
                    " JOIN public.roles AS r ON r.id = given.role_id AND r.name = '"
                    + role + "' JOIN public.permissions AS p ON p.id = given.permission_id");
}

void revoke(const SiteFixture &site, const QByteArray &role, const QByteArray &resource)
{
    site.sql("DELETE FROM public.role_permissions AS given USING public.roles AS r,"
             " public.permissions AS p WHERE r.id = given.role_id AND p.id = given.permission_id"
             " AND r.name = '"
             + role + "' AND p.resource = '" + resource + "'");
}

runs::TableCounts seedRights(SiteFixture &site, const plans::SeedRequest &request = {})
{
    const runs::RunReport report = site.run(site.seedPlan(request));
    if (report.outcome != Outcome::Done)
        qFatal("the seeds were not loaded");
    for (const runs::StepReport &step : report.steps) {
        for (const runs::TableCounts &counts : step.tables) {
            if (counts.table == "public.role_permissions"_L1)
                return counts;
        }
    }
    qFatal("no seed brings rights");
}

} // namespace

class TestShippedRights : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void revokedStaysRevoked();
    void laterRightReachesTheRole();
    void platformOfBefore();
};

void TestShippedRights::revokedStaysRevoked()
{
    const CoreModule core;
    SiteFixture site({core.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QVERIFY(seedRights(site).inserted > 200);
    QCOMPARE(rightsOf(site, "user"),
             u"dashboard:view files:read files:upload profile:read profile:update"_s);
    revoke(site, "user", "files");
    revoke(site, "admin", "*"); // the last that it has
    const runs::TableCounts again = seedRights(site);
    QCOMPARE(again.inserted, 0);
    QCOMPARE(again.kept, 3);
    QCOMPARE(rightsOf(site, "user"), u"dashboard:view profile:read profile:update"_s);
    QCOMPARE(rightsOf(site, "admin"), QString());
    QCOMPARE(seedRights(site, {{}, true}).inserted, 3); // unless forced
    QCOMPARE(rightsOf(site, "admin"), u"*:*"_s);
}

void TestShippedRights::laterRightReachesTheRole()
{
    CoreModule core;
    SiteFixture site({core.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QVERIFY(seedRights(site).inserted > 200);
    revoke(site, "user", "files");
    core.ship("('user', 'navigation', 'read')");
    site.reload();
    const runs::TableCounts later = seedRights(site);
    QCOMPARE(later.inserted, 1);
    QCOMPARE(later.kept, 2);
    QCOMPARE(rightsOf(site, "user"),
             u"dashboard:view navigation:read profile:read profile:update"_s);
    QCOMPARE(seedRights(site).inserted, 0);
}

// A site that the platform itself set up: nobody knows which rights it took away.
void TestShippedRights::platformOfBefore()
{
    CoreModule core;
    SiteFixture site({core.path(), QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")});
    test::makePlatformSite(site, test::ConstraintNames::Recorded);
    site.sql("INSERT INTO public.roles (name) VALUES ('manager'), ('user');"
             "INSERT INTO public.permissions (resource, action) VALUES ('users', 'read'),"
             " ('profile', 'read'), ('reports', 'run');"
             "INSERT INTO public.role_permissions (role_id, permission_id)"
             " SELECT r.id, p.id FROM public.roles AS r, public.permissions AS p"
             " WHERE (r.name = 'manager') = (p.resource <> 'profile')");
    const runs::TableCounts first = seedRights(site, {{u"core"_s}});
    QCOMPARE(rightsOf(site, "manager"), u"reports:run users:read"_s);
    QCOMPARE(rightsOf(site, "user"), u"profile:read"_s);
    QCOMPARE(first.unchanged, 2);
    QCOMPARE(first.kept, 10 + 4); // and it says which, in words that a person knows
    QStringList kept;
    for (const runs::KeptRow &row : first.keptRows)
        kept << row.key;
    QVERIFY2(kept.contains(u"manager, users:delete"_s), qUtf8Printable(kept.join(u'\n')));
    QVERIFY(keptTitleFor(first).startsWith(u"Left as the site has them: 14 "_s));
    QVERIFY(keptLinesFor(first).first().contains(u": not there, and left so"_s)); // not "removed"
    QVERIFY(rightsOf(site, "buyer").contains(u"inventory.contracts:update"_s)); // a role it had not
    core.ship("('user', 'navigation', 'read')");
    site.reload();
    QCOMPARE(seedRights(site, {{u"core"_s}}).inserted, 1);
    QCOMPARE(rightsOf(site, "user"), u"navigation:read profile:read"_s);
    QCOMPARE(rightsOf(site, "manager"), u"reports:run users:read"_s);
}

QTEST_GUILESS_MAIN(TestShippedRights)
#include "tst_shippedrights.moc"
