#pragma once

#include "core/operations/operation.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <optional>

class QAction;

namespace aegisx::ui {

class SiteSession;

// What can be done with a module and with the migration that is chosen in it. An action that
// cannot be had now says why in its tool tip.
class ModuleActions final : public QObject
{
    Q_OBJECT

public:
    enum class Kind {
        RunPending,
        RunToHere,
        RollBackBatch,
        RollBackToHere,
        RollBackAll,
        LoadSeeds,
        MarkCompleted, // those of the selected ones that are pending
        MarkPending, // those that are applied
        MarkProvable, // all that are there and not recorded
        ReleaseLock, // visible only where the lock is stuck, or nobody is known to hold it
    };
    Q_ENUM(Kind)

    explicit ModuleActions(SiteSession &session, QObject *parent = nullptr);

    [[nodiscard]] QAction *action(Kind kind) const { return m_actions.value(kind); }
    void setModule(const QString &moduleId); // empty: none
    void setMigration(const std::optional<inspection::MigrationInfo> &migration);
    void setSelection(const QList<inspection::MigrationInfo> &migrations); // what can be marked
    void refresh(); // texts and states: the language, the snapshot, the connection or a run changed

Q_SIGNALS:
    void requested(const aegisx::operations::Request &request);

private:
    [[nodiscard]] operations::Request requestFor(Kind kind) const;
    // Why not, besides what stands in the way of every change of the module; empty: it can be had.
    [[nodiscard]] QString ownObstacle(Kind kind) const;
    [[nodiscard]] QString obstacle(Kind kind) const;
    [[nodiscard]] QString markObstacle(Kind kind) const;
    [[nodiscard]] QStringList selected(inspection::MigrationState state) const;
    [[nodiscard]] QString text(Kind kind) const;
    [[nodiscard]] QString markText(Kind kind) const;
    [[nodiscard]] const inspection::ModuleState *state() const;

    SiteSession &m_session;
    QString m_moduleId;
    std::optional<inspection::MigrationInfo> m_migration;
    QList<inspection::MigrationInfo> m_selection;
    QHash<Kind, QAction *> m_actions;
};

} // namespace aegisx::ui
