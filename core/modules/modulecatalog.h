#pragma once

#include "core/base/finding.h"
#include "core/modules/manifest.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace aegisx::modules {

// A migration or seed file of a module; its content is read when it is needed.
struct ModuleFile {
    QString stem; // the name without the ending: a migration's identity
    QString path;
};

struct Module {
    Manifest manifest;
    QString directory;
    QList<ModuleFile> migrations; // in the order knex runs them
    QList<ModuleFile> seeds;
    QString administratorFile; // accounts/administrator.sql (accountfile.h); empty: there is none

    [[nodiscard]] QString recordedName(const QString &stem) const
    {
        return stem + manifest.recordedExtension;
    }
    [[nodiscard]] int indexOf(const QString &stem) const; // -1: not in this module
    [[nodiscard]] const ModuleFile *find(const QString &stem) const;
};

// What the installer brought: every module of the search path.
struct ModuleCatalog {
    QList<Module> modules; // required ones first
    Findings findings;

    [[nodiscard]] const Module *find(const QString &id) const;
};

// Reads module.json and the file names of each directory, which either is a module or holds
// modules. Blocks on the disk; reads no migration. Problems become findings, never a crash:
// a folder that is no module, a bad manifest, a name outside the convention, a link that leads
// nowhere or another thing that is no file, a module twice,
// two modules with one tracking table, a required module missing, modules in a circle.
[[nodiscard]] ModuleCatalog loadCatalog(const QStringList &directories);

// knex's order: UTF-16 code units of the whole recorded name.
[[nodiscard]] bool knexLess(const QString &left, const QString &right);

// The stem of a recorded name: without .ts, .js, .cjs, .mjs or .sql; other endings stay.
[[nodiscard]] QString stemOf(const QString &recordedName);

} // namespace aegisx::modules
