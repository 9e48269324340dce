#include "core/sites/secretstore.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include <thread>

#include <unistd.h>

using namespace aegisx;
using namespace aegisx::sites;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// A Secret Service that takes every question and answers none, as a prompt nobody sees.
class SilentService final : public QDBusVirtualObject
{
public:
    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &) override
    {
        message.setDelayedReply(true);
        return true;
    }
};

int serveSilently()
{
    SilentService service;
    QDBusConnection bus = QDBusConnection::sessionBus();
    const bool ready = bus.registerVirtualObject(u"/"_s, &service, QDBusConnection::SubPath)
        && bus.registerService(u"org.freedesktop.secrets"_s);
    QTextStream(stdout) << (ready ? "ready\n" : "failed\n") << Qt::flush;
    return ready ? QCoreApplication::exec() : 1;
}

// Another process, because a process has one session bus for its life.
int probe()
{
    KeychainSecretStore store(700ms);
    QElapsedTimer timer;
    timer.start();
    QTextStream out(stdout);
    const auto report = [&out](const auto &result) {
        if (result)
            out << "fine\n";
        else
            out << static_cast<int>(result.error().kind) << ' ' << result.error().message << '\n';
    };
    report(store.isAvailable());
    report(store.read(u"a"_s));
    report(store.write(u"a"_s, u"b"_s));
    report(store.remove(u"a"_s));
    out << timer.elapsed() << '\n';
    return 0;
}

QStringList runProbe(const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), {u"--probe"_s});
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        return {u"the probe failed"_s};
    return QString::fromUtf8(process.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
}

QString kindText(ErrorKind kind)
{
    return QString::number(static_cast<int>(kind)) % u' ';
}

} // namespace

class TestSecretStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void available();
    void writesReadsRemoves();
    void manyThreadsAtOnce();
    void tooShortALimitLeavesNothingBehind();
    void withoutSessionBus_data();
    void withoutSessionBus();
    void serviceThatNeverAnswers();
    void lockedKeychain(); // last: it stays locked
};

void TestSecretStore::available()
{
    KeychainSecretStore store;
    const auto result = store.isAvailable();
    QVERIFY2(result.has_value(), result ? "" : qUtf8Printable(result.error().toText()));
}

void TestSecretStore::writesReadsRemoves()
{
    KeychainSecretStore store;
    const QString secret = u"p@ss \"word\" \u0e23\u0e2b\u0e31\u0e2a"_s;
    QVERIFY(!store.read(u"site 1"_s)->has_value());
    QVERIFY(store.write(u"site 1"_s, u"first"_s).has_value());
    QVERIFY(store.write(u"site 1"_s, secret).has_value());
    QVERIFY(store.write(u"site 2"_s, u"other"_s).has_value());
    QCOMPARE(store.read(u"site 1"_s)->value(), secret);
    QCOMPARE(KeychainSecretStore().read(u"site 2"_s)->value(), u"other"_s);
    QVERIFY(store.remove(u"site 1"_s).has_value());
    QVERIFY(!store.read(u"site 1"_s)->has_value());
    QVERIFY(store.remove(u"site 1"_s).has_value()); // twice is fine
    QCOMPARE(store.read(u"site 2"_s)->value(), u"other"_s);
}

void TestSecretStore::manyThreadsAtOnce()
{
    std::array<bool, 6> fine {};
    {
        std::vector<std::jthread> threads;
        for (size_t number = 0; number < fine.size(); ++number) {
            threads.emplace_back([&fine, number] {
                KeychainSecretStore store;
                const QString key = u"thread %1"_s.arg(number);
                fine.at(number) = store.write(key, key).has_value()
                    && store.read(key).value_or(std::nullopt) == key;
            });
        }
    }
    for (const bool one : fine)
        QVERIFY(one);
}

void TestSecretStore::tooShortALimitLeavesNothingBehind()
{
    KeychainSecretStore hasty(0ms);
    for (int round = 0; round < 20; ++round) {
        const auto read = hasty.read(u"site 2"_s); // a busy machine may answer all the same
        QVERIFY(read.has_value() || read.error().kind == ErrorKind::Failed);
    }
    KeychainSecretStore store;
    QVERIFY(store.write(u"site 3"_s, u"kept"_s).has_value());
    (void)hasty.write(u"site 3"_s, u"too late"_s);
    (void)hasty.remove(u"site 3"_s);
    QVERIFY(store.read(u"site 3"_s).has_value());
}

void TestSecretStore::withoutSessionBus_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("none") << QString();
    QTest::newRow("gone") << u"unix:path=/nonexistent/bus"_s;
}

void TestSecretStore::withoutSessionBus()
{
    QFETCH(const QString, address);
    const QTemporaryDir empty;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    environment.insert(u"XDG_RUNTIME_DIR"_s, empty.path());
    if (!address.isEmpty())
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, address);
    const QStringList lines = runProbe(environment);
    QCOMPARE(lines.size(), 5);
    for (const QString &line : lines.first(4)) {
        QVERIFY2(line.startsWith(kindText(ErrorKind::NotFound)), qUtf8Printable(line));
        QVERIFY2(line.contains(u"no keychain service"_s), qUtf8Printable(line));
    }
    QVERIFY2(lines.last().toInt() < 4 * 700, qUtf8Printable(lines.last()));
}

void TestSecretStore::serviceThatNeverAnswers()
{
    QProcess bus;
    bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(bus.waitForReadyRead());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s,
                       QString::fromUtf8(bus.readAllStandardOutput()).trimmed());
    QProcess silent;
    silent.setProcessEnvironment(environment);
    silent.start(QCoreApplication::applicationFilePath(), {u"--silent"_s});
    QVERIFY(silent.waitForReadyRead());
    QCOMPARE(silent.readAllStandardOutput(), QByteArray("ready\n"));

    const QStringList lines = runProbe(environment);
    silent.kill();
    bus.terminate(); // it removes its socket then
    QVERIFY(silent.waitForFinished());
    QVERIFY(bus.waitForFinished());
    QCOMPARE(lines.size(), 5);
    for (const QString &line : lines.first(4)) {
        QVERIFY2(line.startsWith(kindText(ErrorKind::Failed)), qUtf8Printable(line));
        QVERIFY2(line.contains(u"did not answer in time"_s), qUtf8Printable(line));
    }
    const int elapsed = lines.last().toInt();
    QVERIFY2(elapsed >= 4 * 700 && elapsed < 4 * 700 + 2'000, qUtf8Printable(lines.last()));
}

void TestSecretStore::lockedKeychain()
{
    KeychainSecretStore store(1s);
    QVERIFY(store.write(u"site 4"_s, u"behind the lock"_s).has_value());
    QDBusMessage lock = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s,
                                                       u"/org/freedesktop/secrets"_s,
                                                       u"org.freedesktop.Secret.Service"_s,
                                                       u"Lock"_s);
    const QDBusObjectPath collection(u"/org/freedesktop/secrets/aliases/default"_s);
    lock.setArguments({QVariant::fromValue(QList<QDBusObjectPath> {collection})});
    const QDBusMessage reply = QDBusConnection::sessionBus().call(lock);
    QCOMPARE(reply.type(), QDBusMessage::ReplyMessage);
    QElapsedTimer timer;
    timer.start();
    // Nobody is there to unlock it: what is behind the lock counts as not kept.
    QCOMPARE(store.read(u"site 4"_s).value_or(std::nullopt), std::optional<QString>());
    const auto written = store.write(u"site 4"_s, u"another"_s);
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().kind, ErrorKind::Refused);
    QVERIFY2(written.error().message.contains(u"locked"_s),
             qUtf8Printable(written.error().message));
    QVERIFY(timer.elapsed() < 3'000);
}

// The tests need a Secret Service: where this process was started without the helper script's,
// it becomes the script, which starts it again.
int main(int argc, char **argv)
{
    QByteArray script = AEGISX_TEST_SUPPORT_DIR "/with-keyring.sh";
    if (qEnvironmentVariableIsEmpty("AEGISX_KEYRING_HOME")) {
        std::vector<char *> command {script.data()};
        command.insert(command.end(), argv, argv + argc);
        command.push_back(nullptr);
        execv(script.constData(), command.data());
        return 1;
    }
    const QCoreApplication application(argc, argv);
    const QString mode = QCoreApplication::arguments().value(1);
    if (mode == u"--silent")
        return serveSilently();
    if (mode == u"--probe")
        return probe();
    TestSecretStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_secretstore.moc"
