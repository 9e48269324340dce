#pragma once

#include "core/plans/losscatalog.h"
#include "core/plans/plan.h"

#include <QHash>
#include <QList>
#include <QSet>

namespace aegisx::plans {

// Goes through the statements of a plan in their order, keeps in mind what each makes, renames and
// drops, and tells what of it the database has now: the losses, still without their numbers of
// rows. rows is 0 where there are none to lose.
class LossWalk final
{
public:
    using Reaches = QHash<QString, LossCatalog::Reach>; // by Drop::key()

    LossWalk(const LossCatalog &catalog, const Plan &plan, const Reaches &reaches);

    void go();
    [[nodiscard]] const QList<ExpectedLoss> &losses() const { return m_losses; }
    // Drops whose reach has to be asked for before the losses are right.
    [[nodiscard]] const QList<LossCatalog::Drop> &unknownDrops() const { return m_unknown; }

private:
    // A table as a statement names it: one of the catalog, or one that the plan has made.
    struct Named {
        qint64 oid = 0; // 0: made by the plan
        QString key; // "schema.name", as it is called by now
    };
    using Body = QList<modules::Loss>;

    [[nodiscard]] std::optional<Named> find(const QString &schema, const QString &name) const;
    void takeStep(const PlanStep &step);
    void takeChange(const modules::ObjectChange &change, const PlanStep &step);
    void takeRename(const modules::ObjectChange &change);
    void takeFunction(const modules::ObjectChange &change, const PlanStep &step);
    bool takeLoss(const modules::Loss &loss); // false: there is no such thing (yet)
    bool takeTableLoss(const modules::Loss &loss);
    bool takeColumnLoss(const modules::Loss &loss);
    bool takeDrop(const modules::Loss &loss, qint64 table);
    void takeReached(const QList<Reached> &reached, const Reached &self, const QString &title);
    bool takeCall(const modules::Loss &loss);
    bool takeBodies(const QList<Body> &bodies, const modules::Loss &call);
    void takeRows(const modules::Loss &loss, qint64 table, const QString &from = {});
    void takeColumn(const modules::Loss &loss, qint64 table, const QString &from = {});
    void takeView(const modules::Loss &loss, qint64 view);
    void takeViewTriggers(const modules::Loss &loss, const CatalogView &view);
    void takeReachOf(const modules::Loss &loss, qint64 table);
    void add(modules::LossKind kind, qint64 table, const QString &from = {});
    void addColumn(modules::LossKind kind,
                   qint64 table,
                   const QString &column,
                   const QString &from = {});
    void addObject(const modules::Loss &loss, bool known);
    [[nodiscard]] QString originalColumn(qint64 table, const QString &column) const;

    const LossCatalog &m_catalog;
    const Plan &m_plan;
    const Reaches &m_reaches;
    QList<ExpectedLoss> m_losses;
    QList<LossCatalog::Drop> m_unknown;
    QHash<QString, qint64> m_names; // "schema.name" by now: its oid, 0 if the plan made it
    QHash<qint64, QHash<QString, QString>> m_renamedColumns; // by now: as the catalog has it
    QSet<std::pair<qint64, QString>> m_lostColumns;
    QSet<qint64> m_emptied;
    QHash<QString, QList<Body>> m_functions; // of the plan, by name
    QStringList m_path;
    int m_step = 0;
    int m_statement = 0;
    int m_depth = 0; // of calls inside calls
};

} // namespace aegisx::plans
