#pragma once

#include "tests/faults/faultsite.h"

#include <QMetaType>

namespace aegisx::test {

// The places in a run at which it is made to stand still.
enum class Place {
    Waiting, // for the lock row, before the run's transaction has done anything
    Middle, // of an all-or-nothing run
    Commit, // of an all-or-nothing run: the COMMIT itself is running
    FirstSegment, // of a run step by step
    LaterSegment,
    FirstIndex, // CREATE INDEX CONCURRENTLY, as the first step
    LaterIndex, // likewise, after a segment that is committed
    Rollback, // in the middle
};

// A site with a run that stands still at a place, and what is to be expected from there.
struct Scene {
    explicit Scene(Place where);

    void open() { blocker->release(); }

    FaultSite site;
    std::unique_ptr<Blocker> blocker;
    std::unique_ptr<Program> program;
    int worker = 0; // the server process that stands still
    bool lockCommitted = false; // is_locked = 1 is there for everybody to see
    bool partWay = false; // something of the run is in the database for good
    bool indexed = false; // the place is in a file that runs without a transaction
    QString undone; // recorded when what stands still does not come to be
    QString done; // when it does and the run goes on to its end
    QString all; // after the next upgrade

private:
    void prepareMigrate(Place where);
    void prepareIndex(bool later);
    void prepareRollback();
};

} // namespace aegisx::test

Q_DECLARE_METATYPE(aegisx::test::Place)
