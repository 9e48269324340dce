#include "core/base/language.h"
#include "ui/report/reportfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QtConcurrentRun>

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace aegisx;
using namespace Qt::StringLiterals;

namespace {

// Ban Rai hospital, with marks above and below and a sara am.
const QString hospital = u"\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25"
                         u"\u0e1a\u0e49\u0e32\u0e19\u0e19\u0e49\u0e33\u0e2d\u0e22\u0e39\u0e48"_s;

reports::SiteReport reportWith(int steps)
{
    reports::SiteReport report;
    report.hospital = hospital;
    report.code = u"10670"_s;
    report.connection = u"db.example:5432/aegisx as technician"_s;
    report.programVersion = u"0.1.0"_s;
    report.language = currentLanguage();
    report.era = usualEra(report.language);
    runs::RunReport run;
    run.outcome = runs::Outcome::Done;
    run.startedAt = QDateTime({2026, 11, 22}, {14, 5});
    run.finishedAt = run.startedAt.addSecs(5);
    for (int i = 0; i < steps; ++i) {
        runs::StepReport step;
        step.module = u"inventory"_s;
        step.name = u"%1_create_table"_s.arg(i);
        step.state = runs::StepState::Done;
        run.steps.append(step);
    }
    runs::describeOutcome(run);
    report.runs.append(run);
    return report;
}

QString outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        qFatal("%s failed: %s", qUtf8Printable(program), process.readAllStandardError().data());
    return QString::fromUtf8(process.readAllStandardOutput());
}

// Only letters, digits and signs: a PDF says where a mark stands, not to which letter it belongs,
// and some of the marks' forms have no character of their own.
QString letters(const QString &text)
{
    QString letters;
    for (const QChar c : text) {
        if (c == QChar(0x0e33)) // sara am is a ring and an aa
            letters += QChar(0x0e32);
        else if (!c.isSpace() && !c.isMark())
            letters += c;
    }
    return letters;
}

// Not root while it lives: root may write everywhere.
class Unprivileged final
{
public:
    Unprivileged() : m_was(geteuid())
    {
        if (m_was == 0 && seteuid(65534) != 0)
            qFatal("seteuid");
    }
    ~Unprivileged()
    {
        if (geteuid() != m_was && seteuid(m_was) != 0)
            qFatal("seteuid back");
    }
    Q_DISABLE_COPY_MOVE(Unprivileged)

private:
    uid_t m_was;
};

// A disk that takes no more than this many bytes a file while it lives.
class FullDisk final
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_was);
        const rlimit small {bytes, m_was.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_was);
        std::signal(SIGXFSZ, SIG_DFL);
    }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    rlimit m_was {};
};

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qUtf8Printable(path));
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qUtf8Printable(path));
    return file.readAll();
}

} // namespace

class TestReportFiles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setLanguage(Language::English); }

    void pdfHoldsTheText_data();
    void pdfHoldsTheText();
    void pdfPages();
    void pdfFromAnotherThread();
    void htmlAndJson();
    void otherEndings();
    void replacesAFile();
    void noRights();
    void noFolder();
    void diskFull_data();
    void diskFull();
};

void TestReportFiles::pdfHoldsTheText_data()
{
    QTest::addColumn<Language>("language");
    QTest::newRow("English") << Language::English;
    QTest::newRow("Thai") << Language::Thai;
}

void TestReportFiles::pdfHoldsTheText()
{
    QFETCH(const Language, language);
    setLanguage(language);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"report.pdf"_s);
    const reports::SiteReport report = reportWith(3);
    QVERIFY(ui::saveReport(report, path));
    const QString text = letters(outputOf(u"pdftotext"_s, {u"-raw"_s, path, u"-"_s}));
    const QString state = report.runs.first().stateNow;
    QCOMPARE(state.isEmpty() || state.at(0).script() == QChar::Script_Thai,
             language == Language::Thai);
    for (const QString &sentence : {hospital, state, u"2_create_table"_s, report.connection})
        QVERIFY2(text.contains(letters(sentence)), qUtf8Printable(sentence % u" not in "_s % text));
    QVERIFY(text.contains(language == Language::Thai ? u"2569"_s : u"2026"_s));
    const QString fonts = outputOf(u"pdffonts"_s, {path});
    QVERIFY2(fonts.contains(u"NotoSans-Regular"_s), qUtf8Printable(fonts));
    QVERIFY2(fonts.contains(u"NotoSansThai-Regular"_s), qUtf8Printable(fonts));
    const QRegularExpression embedded(u"Identity-H +yes "_s);
    const QStringList lines = fonts.split(u'\n', Qt::SkipEmptyParts).mid(2);
    for (const QString &line : lines)
        QVERIFY2(line.contains(embedded), qUtf8Printable(line));
}

void TestReportFiles::pdfPages()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"report.pdf"_s);
    QVERIFY(ui::saveReport(reportWith(150), path));
    const QStringList pages =
        outputOf(u"pdftotext"_s, {u"-raw"_s, path, u"-"_s}).split(u'\f', Qt::SkipEmptyParts);
    QVERIFY(pages.size() > 2);
    QString all;
    for (qsizetype i = 0; i < pages.size(); ++i) {
        const QString page = letters(pages.at(i));
        QVERIFY(page.contains(letters(hospital)));
        const QString number = u"Page %1 of %2"_s.arg(i + 1).arg(pages.size());
        QVERIFY2(page.contains(letters(number)), qUtf8Printable(pages.at(i)));
        all += page;
    }
    for (int i = 0; i < 150; ++i) // no row falls between two pages
        QVERIFY2(all.contains(u"inventory%1_create_table"_s.arg(i)), qUtf8Printable(all));
    QVERIFY(outputOf(u"pdfinfo"_s, {path}).contains(u"(A4)"_s));
}

void TestReportFiles::pdfFromAnotherThread()
{
    const reports::SiteReport report = reportWith(40);
    auto future = QtConcurrent::run([&report] { return ui::reportPdf(report); });
    const QByteArray here = ui::reportPdf(report);
    const QByteArray there = future.result();
    QVERIFY(there.startsWith("%PDF-") && there.trimmed().endsWith("%%EOF"));
    QVERIFY(here.startsWith("%PDF-") && here.trimmed().endsWith("%%EOF"));
}

void TestReportFiles::htmlAndJson()
{
    const QTemporaryDir folder;
    const reports::SiteReport report = reportWith(2);
    QVERIFY(ui::saveReport(report, folder.filePath(u"report.HTML"_s)));
    QCOMPARE(QString::fromUtf8(readFile(folder.filePath(u"report.HTML"_s))),
             reports::toHtml(report));
    QVERIFY(ui::saveReport(report, folder.filePath(u"report.json"_s)));
    const QJsonDocument json = QJsonDocument::fromJson(readFile(folder.filePath(u"report.json"_s)));
    QCOMPARE(json.object(), reports::toJson(report));
}

void TestReportFiles::otherEndings()
{
    const QTemporaryDir folder;
    for (const QString &name : {u"report"_s, u"report.docx"_s, u"report.pdf."_s}) {
        const auto saved = ui::saveReport(reportWith(1), folder.filePath(name));
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::Usage);
        QVERIFY(saved.error().message.contains(name));
        QVERIFY(saved.error().remedy.contains(u".pdf"_s));
    }
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestReportFiles::replacesAFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"report.json"_s);
    writeFile(path, QByteArray(1'000'000, 'x'));
    QVERIFY(ui::saveReport(reportWith(1), path));
    QVERIFY(readFile(path).startsWith('{'));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList {u"report.json"_s});
}

void TestReportFiles::noRights()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"report.pdf"_s);
    writeFile(path, "old");
    QVERIFY(QFile::setPermissions(
        folder.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
    {
        const Unprivileged nobody;
        for (const QString &name : {u"report.pdf"_s, u"new.html"_s}) {
            const auto saved = ui::saveReport(reportWith(1), folder.filePath(name));
            QVERIFY(!saved);
            QCOMPARE(saved.error().kind, ErrorKind::Io);
            QVERIFY(saved.error().message.contains(name));
            QVERIFY(!saved.error().remedy.isEmpty());
        }
    }
    QCOMPARE(readFile(path), QByteArray("old"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList {u"report.pdf"_s});
    QVERIFY(QFile::setPermissions(
        folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)); // to be removed
}

void TestReportFiles::noFolder()
{
    const QTemporaryDir folder;
    setLanguage(Language::Thai);
    const auto saved = ui::saveReport(reportWith(1), folder.filePath(u"gone/report.html"_s));
    QVERIFY(!saved);
    QCOMPARE(saved.error().kind, ErrorKind::Io);
    // "No such file or directory", in Qt's own Thai words
    const QString words = QCoreApplication::translate("QIODevice", "No such file or directory");
    QCOMPARE(words.at(0).script(), QChar::Script_Thai);
    QVERIFY2(saved.error().message.contains(words), qUtf8Printable(saved.error().message));
}

void TestReportFiles::diskFull_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"report.pdf", "report.html", "report.json"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestReportFiles::diskFull()
{
    QFETCH(const QString, name);
    const QTemporaryDir folder;
    const QString path = folder.filePath(name);
    const reports::SiteReport report = reportWith(50);
    for (const bool existing : {false, true}) {
        if (existing)
            writeFile(path, "old");
        const auto saved = [&report, &path] {
            const FullDisk disk(2000);
            return ui::saveReport(report, path);
        }();
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::Io);
        QVERIFY(saved.error().message.contains(path));
        QVERIFY(saved.error().consequence.contains(u"unchanged"_s));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files),
                 existing ? QStringList {name} : QStringList());
    }
    QCOMPARE(readFile(path), QByteArray("old"));
    QVERIFY(ui::saveReport(report, path)); // space again
    QVERIFY(readFile(path).size() > 2000);
}

QTEST_MAIN(TestReportFiles)
#include "tst_reportfiles.moc"
