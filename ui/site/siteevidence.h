#pragma once

#include "core/base/language.h"
#include "core/inspection/evidence.h"
#include "core/inspection/misplaced.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

namespace aegisx::ui {

class SiteSession;
struct SiteSnapshot;

// What the catalog proves of an open site, beside what is recorded: read on the site's lane when
// somebody wants it, one module after the other, each once for each look at the site. An operation
// never waits for more than one of them. Lives on the GUI thread; no function blocks.
class SiteEvidence final : public QObject
{
    Q_OBJECT

public:
    enum class State { Unread, Reading, Known, Failed };
    Q_ENUM(State)

    // Until what is being read again arrives, the values are those of the look before.
    struct OfModule {
        State state = State::Unread;
        QList<inspection::MigrationEvidence> migrations; // in the order of the module's files
        std::optional<Error> error; // Failed

        [[nodiscard]] const inspection::MigrationEvidence *find(const QString &stem) const;
    };
    struct Placement {
        State state = State::Unread;
        QList<inspection::Misplaced> objects;
        std::optional<Error> error;
    };

    explicit SiteEvidence(SiteSession &session);

    void want(const QString &moduleId); // again where it failed
    void wantAll(); // every module, and what stands in the wrong schema
    void wantPlacement(); // what stands in the wrong schema; again where it failed
    [[nodiscard]] const OfModule &of(const QString &moduleId) const;
    [[nodiscard]] const Placement &placement() const { return m_placement; }
    // As far as it was read: a migration of the module is recorded otherwise than it is there, or
    // something of it stands in the wrong schema.
    [[nodiscard]] bool contradicts(const QString &moduleId) const;
    [[nodiscard]] bool contradictsAny() const;

Q_SIGNALS:
    void changed();

private:
    void followSnapshot();
    void followLink();
    void forget();
    void stop();
    void next();
    void readModule(const QString &moduleId);
    void readPlacement();
    template <typename T> void take(const Result<T> &result, State &state, T &value, auto &error);

    SiteSession &m_session;
    std::shared_ptr<const SiteSnapshot> m_snapshot; // that the values are for
    Language m_language; // that their words are in
    QHash<QString, OfModule> m_modules;
    Placement m_placement;
    QStringList m_wanted; // in order; an empty one: the placement
    bool m_busy = false;
    bool m_ran = false; // something was changed since the snapshot
    int m_round = 0; // so that a late answer is known for what it is
};

} // namespace aegisx::ui
