#pragma once

#include "ui/models/rowsmodel.h"
#include "ui/site/siteevidence.h"
#include "ui/site/sitesnapshot.h"

#include <optional>

namespace aegisx::ui {

struct AppContext;
struct PillLook;

struct MigrationRow {
    inspection::MigrationInfo info;
    std::optional<inspection::AppliedBy> by; // nullopt: not known
    std::optional<inspection::MigrationEvidence> evidence; // nullopt: not known, or not yet

    [[nodiscard]] inspection::Contradiction contradiction() const;
    // Something a person should look at.
    [[nodiscard]] bool needsAttention() const;
};

// The migrations of one module in the order they run, then those that are recorded and in none of
// its files.
class MigrationsModel final : public RowsModel<MigrationRow>
{
    Q_OBJECT

public:
    enum Column { State, Evidence, Name, Batch, When, Duration, Who, ColumnCount };

    using Row = MigrationRow;

    explicit MigrationsModel(const AppContext &context, QObject *parent = nullptr);

    // Nothing is shown for a module that the snapshot does not have.
    void setModule(const SiteSnapshot &snapshot,
                   const QString &moduleId,
                   const SiteEvidence::OfModule &evidence = {});
    void setEvidence(const SiteEvidence::OfModule &evidence); // more is known of the same module

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString idOf(const Row &row) const override;
    [[nodiscard]] PillLook look(const Row &row, int column) const;
    [[nodiscard]] QString evidenceText(const Row &row) const;
    [[nodiscard]] QString text(const Row &row, int column) const;
    [[nodiscard]] QString toolTip(const Row &row, int column) const;

    const AppContext &m_context;
    SiteEvidence::State m_evidence = SiteEvidence::State::Unread;
};

// Who applied a migration, as the site's own log has it; nullopt where it does not know, or where
// the tracking table's time says that another program applied it again later.
[[nodiscard]] std::optional<inspection::AppliedBy>
applierOf(const SiteSnapshot &snapshot,
          const QString &moduleId,
          const inspection::MigrationInfo &migration);

} // namespace aegisx::ui
