#include "tests/ui/support/looks.h"

#include "core/base/language.h"
#include "tests/ui/support/uifixture.h"
#include "ui/theme/theme.h"

#include <QTest>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int settleTime = 1000; // milliseconds

void addTrouble(QStringList &trouble, const QString &look, const QString &found)
{
    if (!found.isEmpty())
        trouble.append(look % u":\n"_s % found);
}

} // namespace

QString troubleInEveryLook(QWidget *widget, const QString &name)
{
    ui::Theme &theme = ui::Theme::instance();
    theme.setStill(true);
    QStringList trouble;
    for (const Language language : {Language::English, Language::Thai}) {
        setLanguage(language);
        for (const int percent : {100, 150}) {
            theme.setTextPercent(percent);
            for (const ui::ThemeMode mode : {ui::ThemeMode::Light, ui::ThemeMode::Dark}) {
                theme.setMode(mode);
                QTest::qWait(0); // layouts follow by posted events, one after the other
                [[maybe_unused]] const bool settled = QTest::qWaitFor(
                    [widget] { return clippedTexts(widget).isEmpty(); }, settleTime);
                const QString look =
                    u"%1-%2-%3-%4"_s.arg(name,
                                         language == Language::Thai ? u"th"_s : u"en"_s,
                                         mode == ui::ThemeMode::Dark ? u"dark"_s : u"light"_s,
                                         QString::number(percent));
                savePicture(widget, look);
                addTrouble(trouble, look, clippedTexts(widget));
                addTrouble(trouble, look, controlsWithoutName(widget));
            }
        }
    }
    setLanguage(Language::English);
    theme.setMode(ui::ThemeMode::Light);
    theme.setTextPercent(100);
    return trouble.join(u'\n');
}

} // namespace aegisx::test
