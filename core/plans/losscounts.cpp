#include "core/plans/losscounts.h"

#include "core/base/tr.h"

#include <QMap>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using modules::LossKind;
using postgres::Command;

namespace {

constexpr int mostFailures = 5; // of counts that somebody's lock stops; then the rest is unknown

// A table's rows, or those with a value in a column.
using Count = std::pair<QString, QString>; // "schema.name", column

// What cannot be known may have the name of a view, or a function that of a table.
bool isCounted(const ExpectedLoss &loss)
{
    return loss.kind != LossKind::Unreadable;
}

class Counter
{
public:
    Counter(postgres::Connection &connection, const LossCatalog &catalog, Plan &plan)
        : m_connection(connection), m_catalog(catalog), m_plan(plan)
    {
        for (const CatalogTable &table : catalog.tables())
            m_tables.insert(table.title(), &table);
    }

    Result<void> run(std::stop_token stop);

private:
    void collect();
    [[nodiscard]] Result<bool> countOnce(bool again, std::stop_token stop);
    [[nodiscard]] Command countCommand(const Count &count) const;
    void fillIn();
    [[nodiscard]] Count countOf(const ExpectedLoss &loss) const
    {
        return {loss.schema % u'.' % loss.name, loss.column};
    }
    [[nodiscard]] qint64 estimateOf(const CatalogTable &table) const;

    postgres::Connection &m_connection;
    const LossCatalog &m_catalog;
    Plan &m_plan;
    QHash<QString, const CatalogTable *> m_tables;
    QList<Count> m_wanted;
    QMap<Count, qint64> m_counted;
    QMap<Count, qint64> m_estimated;
    QStringList m_uncounted;
};

qint64 Counter::estimateOf(const CatalogTable &table) const
{
    if (table.kind != u'p')
        return table.estimate;
    qint64 sum = 0;
    for (const qint64 child : m_catalog.children(table.oid)) {
        const CatalogTable *partition = m_catalog.find(child);
        if (partition && partition->kind != u'p')
            sum += std::max<qint64>(partition->estimate, 0);
    }
    return sum;
}

void Counter::collect()
{
    for (const ExpectedLoss &loss : std::as_const(m_plan.losses)) {
        const Count count = countOf(loss);
        const CatalogTable *table = m_tables.value(count.first);
        if (loss.rows || !table || !isCounted(loss) || m_wanted.contains(count))
            continue;
        const qint64 estimate = estimateOf(*table);
        if (estimate >= mostCountedRows)
            m_estimated.insert(count, estimate);
        else if (!table->countable)
            m_uncounted << count.first;
        else
            m_wanted.append(count);
    }
}

Command Counter::countCommand(const Count &count) const
{
    const CatalogTable &table = *m_tables.value(count.first);
    const QByteArray what =
        count.second.isEmpty() ? QByteArray("*") : postgres::quoteIdentifier(count.second);
    // Tables that inherit are named on their own; partitions are not.
    return {"SELECT count(" + what + ") FROM " + (table.kind == u'p' ? "" : "ONLY ")
                + postgres::quoteQualified(table.schema, table.name),
            {}};
}

// Answers the counts of one round trip; an error of one of them is noted, and true: once more.
Result<bool> Counter::countOnce(bool again, std::stop_token stop)
{
    std::vector<Command> commands;
    if (again)
        commands = {{"ROLLBACK", {}},
                    {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {}},
                    {"SELECT set_config('lock_timeout', '1s', true),"
                     " set_config('statement_timeout', '30s', true)",
                     {}}};
    const size_t first = commands.size();
    for (const Count &count : std::as_const(m_wanted))
        commands.push_back(countCommand(count));
    commands.push_back({"COMMIT", {}});
    postgres::PipelineHooks hooks;
    hooks.onOutcome = [this, first](const postgres::Outcome &outcome) {
        const auto at = static_cast<qsizetype>(outcome.index) - static_cast<qsizetype>(first);
        if (at >= 0 && at < m_wanted.size())
            m_counted.insert(m_wanted.at(at), outcome.rows.number(0, 0));
    };
    const auto done = m_connection.pipeline(commands, hooks, stop);
    if (done)
        return false;
    const size_t failed = done.error().index;
    const bool ofCount = done.error().error.kind == ErrorKind::Database && failed >= first
        && failed + 1 < commands.size();
    if (!ofCount)
        return fail(done.error().error);
    m_uncounted << m_wanted.at(static_cast<qsizetype>(failed - first)).first;
    m_wanted.removeIf([this](const Count &count) {
        return m_counted.contains(count) || m_uncounted.contains(count.first);
    });
    return true;
}

Result<void> Counter::run(std::stop_token stop)
{
    collect();
    for (int failures = 0;; ++failures) {
        if (failures == mostFailures) {
            for (const Count &count : std::as_const(m_wanted))
                m_uncounted << count.first;
            m_wanted.clear();
        }
        const auto again = countOnce(failures > 0, stop);
        if (!again)
            return fail(again.error());
        if (!*again)
            break;
    }
    fillIn();
    return {};
}

void Counter::fillIn()
{
    for (ExpectedLoss &loss : m_plan.losses) {
        if (loss.rows || !isCounted(loss))
            continue;
        const Count count = countOf(loss);
        if (m_counted.contains(count))
            loss.rows = m_counted.value(count);
        else if (m_estimated.contains(count)) {
            loss.rows = m_estimated.value(count);
            loss.exact = false;
        }
    }
    m_plan.losses.removeIf([](const ExpectedLoss &loss) {
        const bool ofValues = loss.kind == LossKind::Update || loss.kind == LossKind::NarrowType;
        return ofValues && loss.rows == 0;
    });
    m_uncounted.removeDuplicates();
    if (m_uncounted.isEmpty())
        return;
    m_plan.findings.append(
        {Severity::Warning,
         u"rows-not-counted"_s,
         {},
         {},
         Tr::tr("How many rows will be lost cannot be counted, because the user may not read the "
                "table or another program holds it locked: %1")
             .arg(m_uncounted.join(u", "_s)),
         Tr::tr("Connect as the owner of the tables, or try again when they are free."),
         {}});
}

} // namespace

Result<void> countLosses(postgres::Connection &connection,
                         const LossCatalog &catalog,
                         Plan &plan,
                         std::stop_token stop)
{
    return Counter(connection, catalog, plan).run(stop);
}

} // namespace aegisx::plans
