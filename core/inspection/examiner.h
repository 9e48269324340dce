#pragma once

#include "core/inspection/catalogsnapshot.h"
#include "core/inspection/evidence.h"
#include "core/inspection/objectfinder.h"
#include "core/inspection/objecttrail.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace aegisx::inspection {

// The engine room of examine(): reads a module's files, asks for what they name, and weighs each
// change against the catalog.
class Examiner final
{
public:
    Examiner(const modules::Module &module, const ModuleState &state, QStringList searchPath)
        : m_module(module), m_state(state), m_searchPath(std::move(searchPath))
    {
    }

    [[nodiscard]] Result<void> readFiles(const std::stop_token &stop);
    [[nodiscard]] CatalogQuestion question() const;
    [[nodiscard]] QList<MigrationEvidence> judge(const CatalogSnapshot &catalog);

private:
    struct File {
        bool parsed = true;
        bool opaque = false;
        bool changesData = false;
        int firstStep = 0;
        int stepCount = 0;
        bool effective = false; // recorded, or something of it is there
        bool standing = false; // something of it is there
    };
    // Where an object of the module stands instead.
    struct Landing {
        QString schema;
        QString name;
    };

    void resolve(const CatalogSnapshot &catalog);
    [[nodiscard]] QString schemaOf(const modules::ObjectChange &change,
                                   const ObjectFinder &finder,
                                   const QSet<QString> &made) const;
    void noteEffects();
    void noteLandings(const ObjectFinder &finder);
    [[nodiscard]] QList<Landing> credibleLandings(const ObjectFinder &finder, int step) const;
    [[nodiscard]] QList<int> columnsMadeWith(int step) const; // the steps
    [[nodiscard]] bool
    hasColumns(const ObjectFinder &finder, int step, const ObjectIdentity &table) const;
    [[nodiscard]] bool
    hasLabel(const ObjectFinder &finder, const ObjectIdentity &type, const QString &label) const;
    [[nodiscard]] bool isTaken(const ObjectForm &form) const; // by another object, of a later file
    [[nodiscard]] bool isLeft(const ObjectForm &form) const; // a file that was run renamed it
    // whole: what is found is as the file says; else its name alone counts.
    [[nodiscard]] bool isTelling(int step, bool whole) const;
    [[nodiscard]] bool isKept(int step) const;
    [[nodiscard]] bool isDropProven(int dropStep) const;
    [[nodiscard]] ObjectEvidence weigh(const ObjectFinder &finder, int step) const;
    [[nodiscard]] ObjectEvidence
    weighDrop(ObjectEvidence evidence, const ObjectFinder &finder, int step) const;
    void weighForms(ObjectEvidence &evidence, const ObjectFinder &finder, int step) const;
    void findElsewhere(ObjectEvidence &evidence, const ObjectFinder &finder, int step) const;
    void checkLabels(ObjectEvidence &evidence,
                     const ObjectFinder &finder,
                     const ObjectIdentity &type) const;
    [[nodiscard]] MigrationEvidence weighFile(const ObjectFinder &finder, int migration) const;
    void settle(MigrationEvidence &evidence, int migration) const;
    [[nodiscard]] bool isHalfThere(const MigrationEvidence &evidence) const;

    const modules::Module &m_module;
    const ModuleState &m_state;
    QStringList m_searchPath;
    QList<File> m_files;
    QList<TrailStep> m_steps;
    std::optional<ObjectTrails> m_trails;
    QHash<QString, int> m_firstLeft; // effect -> the first migration that leaves it
    QHash<QString, int> m_firstMade; // object -> the first migration that makes it
    QSet<QString> m_landed; // schemas where tables or types of the module stand by mistake
    QHash<QString, QStringList> m_labels; // of each type, all that the files ever give it
};

// What an ObjectChange cannot tell more of, or the catalog is not asked for.
[[nodiscard]] bool isUncheckable(const modules::ObjectChange &change);

} // namespace aegisx::inspection
