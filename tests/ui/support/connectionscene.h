#pragma once

#include "tests/ui/support/uifixture.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/connectiontest.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/wrappedlabel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

namespace aegisx::test {

// QTest::keyClicks() knows Latin-1 alone.
inline void typeText(QWidget *widget, const QString &text)
{
    for (const QChar c : text) {
        if (c.unicode() < 0x7f)
            QTest::keyClick(widget, c.toLatin1());
        else
            QTest::sendKeyEvent(QTest::Click, widget, Qt::Key_unknown, QString(c), Qt::NoModifier);
    }
}

// A dialog on the screen, with the widgets that a test types into.
struct ConnectionScene {
    explicit ConnectionScene(UiFixture &fixture, const sites::SiteProfile &profile = {})
        : dialog(fixture.context(), profile)
    {
        dialog.open();
        if (!QTest::qWaitForWindowExposed(&dialog))
            qFatal("the dialog is not shown");
    }

    [[nodiscard]] QLineEdit *edit(const char *name) const
    {
        return child<QLineEdit>(&dialog, name);
    }
    [[nodiscard]] QComboBox *choice(const char *name) const
    {
        return child<QComboBox>(&dialog, name);
    }
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return child<QPushButton>(&dialog, name);
    }
    [[nodiscard]] ui::Banner *banner() const { return child<ui::Banner>(&dialog, "dialogBanner"); }
    [[nodiscard]] ui::Banner *testBanner() const
    {
        return child<ui::Banner>(&dialog, "testBanner");
    }
    [[nodiscard]] QCheckBox *keep() const
    {
        return child<QCheckBox>(&dialog, "keepPasswordCheckBox");
    }
    [[nodiscard]] QPlainTextEdit *parameters() const
    {
        return child<QPlainTextEdit>(&dialog, "parametersPlainTextEdit");
    }
    [[nodiscard]] QString fact(const char *name) const
    {
        const auto *label = dialog.findChild<ui::WrappedLabel *>(QLatin1StringView(name)
                                                                 % QStringLiteral("ValueLabel"));
        return label != nullptr ? label->text() : QString();
    }
    void press(const char *name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
    void type(const char *name, const QString &text) const
    {
        edit(name)->setFocus();
        edit(name)->selectAll();
        QTest::keyClick(edit(name), Qt::Key_Delete);
        typeText(edit(name), text);
    }
    void fill(const postgres::ConnectionSettings &settings) const
    {
        type("hostLineEdit", settings.host);
        type("portLineEdit", settings.port);
        type("databaseLineEdit", settings.database);
        type("userLineEdit", settings.user);
        type("passwordLineEdit", settings.password);
    }
    void paste(const QString &text) const
    {
        QGuiApplication::clipboard()->setText(text);
        press("pasteUrlPushButton");
    }
    // Tests the connection; answers the sentence that it ends with.
    [[nodiscard]] QString tested() const
    {
        press("testConnectionPushButton");
        const auto *test = child<ui::ConnectionTest>(&dialog, "connectionTest");
        if (!QTest::qWaitFor([test] { return !test->isRunning(); }, 60'000))
            qFatal("the test does not end");
        return testBanner()->isVisible() ? testBanner()->sentence() : QString();
    }

    ui::ConnectionDialog dialog;
};

} // namespace aegisx::test
