#include "tests/ui/support/uifixture.h"

#include "core/sites/secretstore.h"
#include "ui/widgets/elidedlabel.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

#include <QAccessible>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

sites::SiteStore openStore(const QString &path)
{
    auto store = sites::SiteStore::open(path);
    if (!store)
        qFatal("%s", qUtf8Printable(store.error().toText()));
    return std::move(*store);
}

bool isControl(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QComboBox *>(widget)
        || qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QPlainTextEdit *>(widget)
        || qobject_cast<const QAbstractItemView *>(widget)
        || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QTabBar *>(widget);
}

QString pathOf(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) % u" '"_s % widget->objectName()
        % u"' in '"_s % (widget->parentWidget() ? widget->parentWidget()->objectName() : QString())
        % u'\'';
}

} // namespace

void ScriptedDialogs::answerPath(const Paths &done)
{
    if (m_paths.isEmpty())
        qFatal("a file was asked for, unexpectedly");
    done(m_paths.takeFirst());
}

void ScriptedDialogs::openFile(QWidget *, const QString &, const QString &, Paths done)
{
    answerPath(done);
}

void ScriptedDialogs::openFolder(QWidget *, const QString &, Paths done)
{
    answerPath(done);
}

void ScriptedDialogs::saveFile(
    QWidget *, const QString &, const QString &suggested, const QString &, Paths done)
{
    m_suggestions.append(suggested);
    answerPath(done);
}

ScriptedDialogs::Withdraw
ScriptedDialogs::ask(QWidget *, const ui::Question &question, std::function<void(bool)> done)
{
    if (m_open > 0) {
        --m_open;
        ++m_openNow;
        m_questions.append(question);
        return [this] { --m_openNow; };
    }
    if (m_answers.isEmpty())
        qFatal("asked unexpectedly: %s", qUtf8Printable(question.text));
    m_questions.append(question);
    done(m_answers.takeFirst());
    return [] {};
}

UiFixture::UiFixture()
    : m_settings(
        std::make_unique<QSettings>(m_folder.filePath(u"settings.ini"_s), QSettings::IniFormat))
    , m_store(openStore(m_folder.filePath(u"sites.sqlite"_s)))
    , m_context {m_settings, m_dialogs, m_store, std::make_shared<sites::KeychainSecretStore>()}
{
}

void UiFixture::useModules(const QStringList &folders)
{
    m_settings.set(ui::Setting::ModuleFolders, folders);
}

sites::SiteProfile UiFixture::addSite(Environment environment, const QString &name)
{
    TestCluster &cluster = TestCluster::instance();
    sites::SiteProfile profile;
    profile.name = name;
    profile.code = u"10670"_s;
    profile.environment = environment;
    profile.connection = cluster.settings(cluster.createDatabase());
    auto added = m_store.add(profile);
    if (!added)
        qFatal("%s", qUtf8Printable(added.error().toText()));
    return *added;
}

std::unique_ptr<ui::SiteSession> UiFixture::openSession(const sites::SiteProfile &profile)
{
    auto session = std::make_unique<ui::SiteSession>(profile, m_context);
    session->open();
    if (!QTest::qWaitFor([&session] { return session->snapshot() || session->error(); }, 60'000)
        || !session->snapshot())
        qFatal("the site was not read: %s",
               session->error() ? qUtf8Printable(session->error()->toText()) : "time out");
    return session;
}

QString UiFixture::sql(const sites::SiteProfile &profile, const QByteArray &statement)
{
    return TestCluster::instance().execute(profile.connection.database, statement);
}

QString controlsWithoutName(const QWidget *widget)
{
    QStringList nameless;
    const auto children = widget->findChildren<QWidget *>();
    for (QWidget *child : children) {
        // What Qt puts inside its own controls (spin box fields, tab scrollers) is theirs.
        const bool internal = child->objectName().startsWith(u"qt_"_s)
            || qobject_cast<QAbstractSpinBox *>(child->parentWidget())
            || qobject_cast<QComboBox *>(child->parentWidget())
            || child->inherits("QComboBoxListView")
            || qobject_cast<QLineEdit *>(child->parentWidget())
            || qobject_cast<QTabBar *>(child->parentWidget());
        if (internal || child->isHidden() || !isControl(child)
            || !child->isVisibleTo(widget)) // nobody meets what is hidden
            continue;
        QAccessibleInterface *reader = QAccessible::queryAccessibleInterface(child);
        if (reader == nullptr || reader->text(QAccessible::Name).trimmed().isEmpty()
            || child->objectName().isEmpty())
            nameless.append(pathOf(child));
    }
    return nameless.join(u'\n');
}

QString clippedTexts(const QWidget *widget)
{
    QStringList clipped;
    const auto children = widget->findChildren<QWidget *>();
    for (const QWidget *child : children) {
        if (!child->isVisible() || qobject_cast<const ui::ElidedLabel *>(child))
            continue;
        const auto *label = qobject_cast<const QLabel *>(child);
        const auto *button = qobject_cast<const QAbstractButton *>(child);
        const QString text = label ? label->text() : button ? button->text() : QString();
        if (text.isEmpty())
            continue;
        const bool wraps = label && label->wordWrap();
        const QSize wanted = child->minimumSizeHint();
        const bool low = wraps ? child->height() < label->heightForWidth(child->width())
                               : child->height() < wanted.height();
        if (low || (!wraps && child->width() < wanted.width()))
            clipped.append(pathOf(child) % u": "_s % text);
    }
    return clipped.join(u'\n');
}

void savePicture(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("AEGISX_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    const QString path = folder % u'/' % name % u".png"_s;
    if (!QDir().mkpath(folder) || !widget->grab().save(path))
        qFatal("%s cannot be written", qUtf8Printable(path));
}

} // namespace aegisx::test
