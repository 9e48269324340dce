// The command line as a person meets it: at a terminal, asked for a password and for a yes.
#include "tests/support/modulefolder.h"
#include "tests/support/testcluster.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using aegisx::test::ModuleFolder;
using aegisx::test::TestCluster;

namespace {

// A process at the other end of a pseudo terminal.
class TerminalSession
{
public:
    explicit TerminalSession(const QList<QByteArray> &arguments)
    {
        m_pid = forkpty(&m_terminal, nullptr, nullptr, nullptr);
        if (m_pid == 0) {
            std::vector<char *> argv;
            for (const QByteArray &argument : arguments)
                argv.push_back(const_cast<char *>(argument.constData()));
            argv.push_back(nullptr);
            execv(argv.front(), argv.data());
            _exit(127);
        }
    }
    ~TerminalSession()
    {
        if (m_pid > 0)
            kill(m_pid, SIGKILL);
        finish();
        ::close(m_terminal);
    }
    TerminalSession(const TerminalSession &) = delete;
    TerminalSession &operator=(const TerminalSession &) = delete;

    bool waitFor(const QByteArray &text)
    {
        QElapsedTimer timer;
        timer.start();
        while (!m_seen.contains(text) && timer.elapsed() < 60000) {
            if (!readSome())
                break;
        }
        return m_seen.contains(text);
    }
    void type(const QByteArray &text) const
    {
        if (::write(m_terminal, text.constData(), static_cast<size_t>(text.size())) < 0)
            qFatal("cannot type");
    }
    int finish()
    {
        while (readSome()) { }
        if (m_pid > 0) {
            int status = 0;
            waitpid(m_pid, &status, 0);
            m_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        }
        m_pid = 0;
        return m_code;
    }
    [[nodiscard]] QByteArray seen() const { return m_seen; }

private:
    bool readSome()
    {
        pollfd wait {m_terminal, POLLIN, 0};
        if (poll(&wait, 1, 60000) <= 0)
            return false;
        char buffer[4096];
        const ssize_t count = ::read(m_terminal, buffer, sizeof buffer);
        if (count <= 0)
            return false;
        m_seen.append(buffer, count);
        return true;
    }

    pid_t m_pid = 0;
    int m_terminal = -1;
    int m_code = -1;
    QByteArray m_seen;
};

} // namespace

class TestTerminal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksForThePassword();
    void asksBeforeChanging();
    void asksBeforeTheEnvironmentChanges();
    void asksForTheNameWhereALockIsForced();
    void controlC();
    void colourOnlyWhereWanted();
    void tellsOfATrial();

private:
    [[nodiscard]] QByteArray url() const;
    QList<QByteArray> command(const QList<QByteArray> &arguments) const;

    std::unique_ptr<ModuleFolder> m_demo;
    QString m_database;
};

void TestTerminal::init()
{
    m_demo = std::make_unique<ModuleFolder>();
    m_demo->addTable(u"1_a"_s);
    m_database = TestCluster::instance().createDatabase();
}

QByteArray TestTerminal::url() const
{
    const auto settings = TestCluster::instance().settings(m_database);
    return "host=" + settings.host.toLocal8Bit() + " port=" + settings.port.toLatin1()
        + " user=" + settings.user.toUtf8() + " dbname=" + m_database.toUtf8();
}

QList<QByteArray> TestTerminal::command(const QList<QByteArray> &arguments) const
{
    return QList<QByteArray> {
               SITECTL, "--lang", "en", "--modules", m_demo->path().toLocal8Bit(), "--url", url()}
    + arguments;
}

void TestTerminal::asksForThePassword()
{
    TestCluster secured({{}, {u"host all guarded 127.0.0.1/32 scram-sha-256"_s}, true});
    secured.execute(u"postgres"_s, "CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'open-sesame'");
    const auto settings = secured.tcpSettings();
    const QByteArray url = "host=127.0.0.1 port=" + settings.port.toLatin1()
        + " user=guarded dbname=postgres passfile=/nonexistent";
    const QList<QByteArray> line {
        SITECTL, "--lang", "en", "--modules", m_demo->path().toLocal8Bit(), "--url", url, "status"};
    TerminalSession good(line);
    QVERIFY2(good.waitFor("Password for"), good.seen().constData());
    good.type("open-sesame\n");
    QCOMPARE(good.finish(), 0);
    QVERIFY(good.seen().contains("not installed"));
    QVERIFY2(!good.seen().contains("sesame"), "the password was shown");
    TerminalSession bad(line);
    QVERIFY(bad.waitFor("Password for"));
    bad.type("wrong-guess\n");
    QCOMPARE(bad.finish(), 3);
    QVERIFY(!bad.seen().contains("wrong-guess"));
    QVERIFY2(bad.seen().contains("was not accepted"), bad.seen().constData());
}

void TestTerminal::asksBeforeChanging()
{
    TerminalSession no(command({"migrate"}));
    QVERIFY2(no.waitFor("[y/N]"), no.seen().constData());
    no.type("\n");
    QCOMPARE(no.finish(), 6);
    QCOMPARE(TestCluster::instance().execute(m_database,
                                             "SELECT to_regclass('knex_migrations') IS NULL"),
             u"t"_s);
    TerminalSession yes(command({"migrate"}));
    QVERIFY(yes.waitFor("[y/N]"));
    yes.type("y\n");
    QCOMPARE(yes.finish(), 0);
    QCOMPARE(TestCluster::instance().execute(m_database,
                                             "SELECT string_agg(name, ' ') FROM knex_migrations"),
             u"1_a.js"_s);
    TerminalSession unasked(command({"--yes", "rollback", "demo"}));
    QCOMPARE(unasked.finish(), 0);
    QVERIFY(!unasked.seen().contains("[y/N]"));
}

void TestTerminal::asksBeforeTheEnvironmentChanges()
{
    const auto stored = [this] {
        return TestCluster::instance().execute(m_database,
                                               "SELECT environment FROM aegisx_site.site");
    };
    TerminalSession set(command({"environment", "set", "production"}));
    QVERIFY2(set.waitFor("[y/N]"), set.seen().constData());
    set.type("y\n");
    QCOMPARE(set.finish(), 0);
    QCOMPARE(stored(), u"production"_s);
    TerminalSession shown(command({"environment"}));
    QCOMPARE(shown.finish(), 0);
    QVERIFY2(shown.seen().contains("PRODUCTION"), shown.seen().constData());
    // Away from production only with the name typed; so is a rollback there.
    const auto settings = TestCluster::instance().settings(m_database);
    const QByteArray label =
        (settings.host % u':' % settings.port % u'/' % m_database).toUtf8() + '\n';
    TerminalSession wrong(command({"environment", "set", "test"}));
    QVERIFY2(wrong.waitFor("type its name"), wrong.seen().constData());
    wrong.type("y\n");
    QCOMPARE(wrong.finish(), 6);
    QCOMPARE(stored(), u"production"_s);
    TerminalSession upgrade(command({"--yes", "migrate"}));
    QCOMPARE(upgrade.finish(), 0);
    TerminalSession rollback(command({"rollback", "demo"}));
    QVERIFY2(rollback.waitFor("type its name"), rollback.seen().constData());
    rollback.type("y\n");
    QCOMPARE(rollback.finish(), 6);
    TerminalSession right(command({"environment", "set", "test"}));
    QVERIFY(right.waitFor("type its name"));
    right.type(label);
    QCOMPARE(right.finish(), 0);
    QCOMPARE(stored(), u"test"_s);
}

// As the window does, on any site.
void TestTerminal::asksForTheNameWhereALockIsForced()
{
    TerminalSession upgrade(command({"--yes", "migrate"}));
    QCOMPARE(upgrade.finish(), 0);
    const auto locked = [this](const QByteArray &sql) {
        return TestCluster::instance().execute(m_database, sql);
    };
    locked("UPDATE knex_migrations_lock SET is_locked = 1");
    TerminalSession wrong(command({"unlock", "demo", "--force"}));
    QVERIFY2(wrong.waitFor("type the site's name"), wrong.seen().constData());
    wrong.type("y\n");
    QCOMPARE(wrong.finish(), 6);
    QCOMPARE(locked("SELECT is_locked FROM knex_migrations_lock"), u"1"_s);
    const auto settings = TestCluster::instance().settings(m_database);
    TerminalSession right(command({"unlock", "demo", "--force"}));
    QVERIFY(right.waitFor("type the site's name"));
    right.type((settings.host % u':' % settings.port % u'/' % m_database).toUtf8() + '\n');
    QCOMPARE(right.finish(), 0);
    QCOMPARE(locked("SELECT is_locked FROM knex_migrations_lock"), u"0"_s);
}

void TestTerminal::controlC()
{
    m_demo->addMigration(u"2_b"_s, "SELECT pg_sleep(600);", "SELECT 1;");
    TerminalSession session(command({"--yes", "migrate"}));
    QVERIFY2(session.waitFor("2_b 0/1"), session.seen().constData());
    session.type("\x03"); // the terminal turns it into SIGINT
    QCOMPARE(session.finish(), 6);
    QVERIFY(session.seen().contains("exactly as it was"));
    QCOMPARE(TestCluster::instance().execute(m_database, "SELECT count(*) FROM knex_migrations"),
             u"0"_s);
    // At a question as well.
    TerminalSession question(command({"migrate"}));
    QVERIFY(question.waitFor("[y/N]"));
    question.type("\x03");
    QCOMPARE(question.finish(), 6);
}

void TestTerminal::colourOnlyWhereWanted()
{
    TerminalSession coloured(command({"status"}));
    QCOMPARE(coloured.finish(), 0);
    QVERIFY(coloured.seen().contains("\x1b["));
    qputenv("NO_COLOR", "1");
    TerminalSession plain(command({"status"}));
    QCOMPARE(plain.finish(), 0);
    QVERIFY(!plain.seen().contains("\x1b[3"));
    qunsetenv("NO_COLOR");
    TerminalSession json(command({"--json", "status"}));
    QCOMPARE(json.finish(), 0);
    QVERIFY(!json.seen().contains("\x1b["));
}

// On the error output, a line a migration; none in a document.
void TestTerminal::tellsOfATrial()
{
    m_demo->addTable(u"2_b"_s);
    const QString output = m_demo->path() % u"/output"_s;
    const QByteArray line = "exec \"$0\" --lang en lint \"$1\" --database \"$2\" $3 > \"$4\"";
    const auto run = [&](const QByteArray &option) {
        TerminalSession session({"/bin/sh",
                                 "-c",
                                 line,
                                 SITECTL,
                                 m_demo->path().toLocal8Bit(),
                                 url(),
                                 option,
                                 output.toLocal8Bit()});
        session.finish();
        return session.seen();
    };
    const QByteArray seen = run({});
    static const QRegularExpression lines(u"\\[1/2\\] demo/1_a  \\d+ ms\\r?\\n"
                                          "(.*)\\[2/2\\] demo/2_b  \\d+ ms\\r?\\n$"_s);
    QVERIFY2(lines.match(QString::fromUtf8(seen)).hasMatch(), seen.constData());
    QFile report(output);
    QVERIFY(report.open(QIODevice::ReadOnly));
    const QByteArray text = report.readAll();
    QVERIFY(text.contains("2 files of these modules: demo"));
    QVERIFY(!text.contains("[1/2]") && !text.contains('\x1b'));
    QCOMPARE(run("--json"), QByteArray());
    QCOMPARE(run("--format=sarif"), QByteArray());
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QTemporaryDir data;
    qputenv("AEGISX_DATA_DIR", data.path().toLocal8Bit());
    TestTerminal test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_terminal.moc"
