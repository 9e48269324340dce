#pragma once

#include "core/plans/plan.h"

#include <QString>

#include <optional>
#include <vector>

namespace aegisx::runs {

// How many rows of a table a plan said would be lost, at most.
struct AnnouncedRows {
    bool any = false; // it spoke of the table at all
    std::optional<qint64> rows; // empty: it said that this cannot be known
    bool exact = true; // else estimated by the server's statistics

    // Whether more are lost than that. Statistics may be old: up to twice as many are no more.
    [[nodiscard]] bool isExceededBy(qint64 lost) const;
    // Of a part of a table, such as a partition: both together.
    void add(const AnnouncedRows &part);
};

// title: "schema.name" as the plan found it.
[[nodiscard]] AnnouncedRows announcedRows(const plans::Plan &plan, const QString &title);

// By DROP, TRUNCATE, or a DELETE of all of a table.
[[nodiscard]] bool takesEveryRow(modules::LossKind kind);

// The losses of these steps that take all of a table at once, by DROP or TRUNCATE: the server does
// not count what goes.
[[nodiscard]] std::vector<plans::ExpectedLoss> wholeTables(const plans::Plan &plan,
                                                           const std::vector<int> &steps);

} // namespace aegisx::runs
