#pragma once

#include "core/sites/siteprofile.h"
#include "core/sites/sitestore.h"
#include "tests/support/modulefolder.h"
#include "tests/support/testcluster.h"
#include "ui/dialogs/dialogservice.h"
#include "ui/settings/settings.h"
#include "ui/site/sitesession.h"
#include "ui/window/appcontext.h"

#include <QList>
#include <QString>
#include <QTemporaryDir>
#include <QWidget>

#include <memory>

namespace aegisx::test {

// Answers what the program asks in windows of their own, in the order the test put the answers;
// an unexpected question ends the test program. Keeps what was asked.
class ScriptedDialogs final : public ui::DialogService
{
public:
    void willChoosePath(const QString &path) { m_paths.append(path); } // empty: cancelled
    void willAnswer(bool yes) { m_answers.append(yes); }
    void willLeaveOpen() { ++m_open; } // the next questions, until they are withdrawn
    [[nodiscard]] int openCount() const { return m_openNow; }
    [[nodiscard]] const QList<ui::Question> &questions() const { return m_questions; }
    [[nodiscard]] const QStringList &suggestions() const { return m_suggestions; }

    void openFile(QWidget *, const QString &, const QString &, Paths done) override;
    void openFolder(QWidget *, const QString &, Paths done) override;
    void
    saveFile(QWidget *, const QString &, const QString &, const QString &, Paths done) override;
    Withdraw ask(QWidget *, const ui::Question &question, std::function<void(bool)> done) override;

private:
    void answerPath(const Paths &done);

    QStringList m_paths;
    QStringList m_suggestions;
    QList<bool> m_answers;
    QList<ui::Question> m_questions;
    int m_open = 0;
    int m_openNow = 0;
};

// What a test of the window stands on: settings and store in a temporary folder, the real keychain
// (the test runs under with-keyring.sh), scripted dialogs, and the one test cluster.
class UiFixture final
{
public:
    UiFixture();

    [[nodiscard]] ui::AppContext &context() { return m_context; }
    [[nodiscard]] ScriptedDialogs &dialogs() { return m_dialogs; }
    [[nodiscard]] sites::SiteStore &store() { return m_store; }
    [[nodiscard]] ui::Settings &settings() { return m_settings; }
    [[nodiscard]] QString filePath(const QString &name) const { return m_folder.filePath(name); }

    // The module folders that the program looks in from now on.
    void useModules(const QStringList &folders);
    // A stored profile for a fresh, empty database of the test cluster.
    [[nodiscard]] sites::SiteProfile addSite(Environment environment = Environment::Test,
                                             const QString &name = QStringLiteral("Test hospital"));
    // A session that is connected and has read its site.
    [[nodiscard]] std::unique_ptr<ui::SiteSession> openSession(const sites::SiteProfile &profile);
    // As the superuser, in the site's database: the first value of the last result.
    static QString sql(const sites::SiteProfile &profile, const QByteArray &statement);

private:
    QTemporaryDir m_folder;
    ui::Settings m_settings;
    ScriptedDialogs m_dialogs;
    sites::SiteStore m_store;
    ui::AppContext m_context;
};

// The one child of that object name and type; ends the test program where there is none.
template <typename T> [[nodiscard]] T *child(const QWidget *parent, const char *name)
{
    T *found = parent->findChild<T *>(QLatin1StringView(name));
    if (found == nullptr)
        qFatal("no %s in %s", name, qUtf8Printable(parent->objectName()));
    return found;
}

// The controls to be seen on a widget that a screen reader could not name, one a line.
[[nodiscard]] QString controlsWithoutName(const QWidget *widget);

// Labels and buttons below a widget whose text does not fit, one a line.
[[nodiscard]] QString clippedTexts(const QWidget *widget);

// Saves a picture of the widget as NAME.png in the folder AEGISX_SCREENSHOTS names; nothing where
// it is not set.
void savePicture(QWidget *widget, const QString &name);

} // namespace aegisx::test
