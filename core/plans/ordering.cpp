#include "core/plans/ordering.h"

#include "core/base/tr.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <queue>

namespace aegisx::plans {

using namespace Qt::StringLiterals;

namespace {

QString key(const QString &module, const QString &name)
{
    return module % u'/' % name;
}

// For each item the items it waits for: its predecessor in the module, and what it requires.
QList<QSet<int>> prerequisites(const QList<OrderItem> &items)
{
    QHash<QString, int> index;
    for (int i = 0; i < items.size(); ++i)
        index.insert(key(items.at(i).module, items.at(i).name), i);
    QList<QSet<int>> result(items.size());
    QHash<QString, int> previous;
    for (int i = 0; i < items.size(); ++i) {
        const OrderItem &item = items.at(i);
        if (previous.contains(item.module))
            result[i].insert(previous.value(item.module));
        previous.insert(item.module, i);
        for (const modules::Requirement &requirement : item.requirements) {
            const int needed = index.value(key(requirement.module, requirement.name), -1);
            if (needed >= 0)
                result[i].insert(needed);
        }
    }
    return result;
}

// Follows the first open prerequisite from an item of the circle until it comes round again.
QStringList circleFiles(const QList<OrderItem> &items, const QList<QSet<int>> &open, int start)
{
    QList<int> path;
    int at = start;
    while (!path.contains(at)) {
        path.append(at);
        at = *std::min_element(open.at(at).begin(), open.at(at).end());
    }
    QStringList files;
    for (qsizetype i = path.indexOf(at); i < path.size(); ++i)
        files << items.at(path.at(i)).file;
    return files;
}

} // namespace

Result<QList<int>> orderAcrossModules(const QList<OrderItem> &items)
{
    QList<QSet<int>> open = prerequisites(items);
    QList<QList<int>> dependents(items.size());
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    for (int i = 0; i < items.size(); ++i) {
        for (const int needed : std::as_const(open[i]))
            dependents[needed].append(i);
        if (open.at(i).isEmpty())
            ready.push(i);
    }
    QList<int> order;
    while (!ready.empty()) {
        const int next = ready.top();
        ready.pop();
        order.append(next);
        for (const int dependent : std::as_const(dependents[next])) {
            open[dependent].remove(next);
            if (open.at(dependent).isEmpty())
                ready.push(dependent);
        }
    }
    if (order.size() == items.size())
        return order;
    for (int i = 0; i < items.size(); ++i) {
        if (open.at(i).isEmpty())
            continue;
        const QStringList files = circleFiles(items, open, i);
        Error error {
            ErrorKind::Refused,
            Tr::tr("These migrations wait for each other in a circle: %1").arg(files.join(u", "_s)),
            Tr::tr("Nothing was run; the site is unchanged."),
            Tr::tr("Ask the vendor for corrected \"-- requires:\" lines."),
            {}};
        error.detail.where.file = files.first();
        return fail(error);
    }
    return order;
}

} // namespace aegisx::plans
