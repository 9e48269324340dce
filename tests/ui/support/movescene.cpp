#include "tests/ui/support/movescene.h"

#include "core/base/language.h"
#include "tests/support/testcluster.h"
#include "tests/ui/support/siterun.h"
#include "ui/models/tablesmodel.h"
#include "ui/site/siteevidence.h"

#include <QTest>

namespace aegisx::test {

using namespace Qt::StringLiterals;
using ui::TablesModel;

void MoveScene::reset()
{
    close();
    m_site = std::make_unique<MoveSite>();
    window.emplace();
    window->site().useModules({m_site->moduleFolder()});
}

void MoveScene::close()
{
    m_view = nullptr;
    window.reset();
    m_site.reset();
}

void MoveScene::open()
{
    sites::SiteProfile profile;
    profile.name = u"Test hospital"_s;
    profile.environment = Environment::Test;
    profile.connection = TestCluster::instance().settings(m_site->site().database());
    const auto added = window->site().store().add(profile);
    if (!added)
        qFatal("%s", qUtf8Printable(added.error().toText()));
    m_view = window->open(*added);
    m_view->showPage(2);
    if (!QTest::qWaitFor([this] { return !tables()->isColumnHidden(TablesModel::BelongsTo); },
                         patience))
        qFatal("the page does not say what stands in the wrong schema");
}

void MoveScene::readTables()
{
    readAgain(m_view->session());
    const auto known = [this] {
        return m_view->session().evidence().placement().state == ui::SiteEvidence::State::Known;
    };
    if (!QTest::qWaitFor(known, patience))
        qFatal("what stands in the wrong schema was not read again");
}

int MoveScene::rowOf(const QString &name) const
{
    const QAbstractItemModel *model = tables()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const QString table = model->index(row, TablesModel::Schema).data().toString() % u'.'
            % model->index(row, TablesModel::Name).data().toString();
        if (table == name)
            return row;
    }
    return -1;
}

QString MoveScene::cell(const QString &table, int column) const
{
    return tables()->model()->index(rowOf(table), column).data().toString();
}

void MoveScene::choose(const QStringList &names)
{
    Qt::KeyboardModifiers modifiers = Qt::NoModifier;
    for (const QString &name : names) {
        if (!QTest::qWaitFor([&] { return rowOf(name) >= 0; }, patience))
            qFatal("no such table: %s", qUtf8Printable(name));
        const QModelIndex index = tables()->model()->index(rowOf(name), 0);
        tables()->scrollTo(index);
        QTest::mouseClick(
            tables()->viewport(), Qt::LeftButton, modifiers, tables()->visualRect(index).center());
        modifiers = Qt::ControlModifier;
    }
}

ui::MoveDialog *MoveScene::openDialog()
{
    MainWindowFixture::click(page(), "moveToSchemaPushButton");
    auto *dialog = child<ui::MoveDialog>(page(), "moveDialog");
    if (!QTest::qWaitForWindowExposed(dialog))
        qFatal("the dialog does not show");
    return dialog;
}

void MoveScene::showPlan(ui::MoveDialog *dialog)
{
    MainWindowFixture::click(dialog, "showPlanPushButton");
    MainWindowFixture::waitForPage(m_view, "planPage");
}

void MoveScene::run()
{
    MainWindowFixture::click(m_view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(m_view, "reportPage");
}

QString MoveScene::contents(const QByteArray &table) const
{
    return sql("SELECT md5(string_agg(t::text, ' ' ORDER BY id)) FROM " + table + " t");
}

} // namespace aegisx::test
