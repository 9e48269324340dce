#pragma once

#include "ui/site/siteevidence.h"

#include <QWidget>

class QStackedWidget;
class QTreeView;

namespace aegisx::ui {

class EmptyState;
class EvidenceModel;
class WrappedLabel;

// What the catalog proves of one migration: a sentence, and its objects as a table; or that it is
// being read, or why it is not known.
class EvidenceView final : public QWidget
{
    Q_OBJECT

public:
    explicit EvidenceView(QWidget *parent = nullptr);

    void showEvidence(const SiteEvidence::OfModule &module, const QString &stem);
    void retranslate();

Q_SIGNALS:
    void retryRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void present();
    void fitColumns();

    SiteEvidence::State m_state = SiteEvidence::State::Unread;
    std::optional<inspection::MigrationEvidence> m_evidence;
    std::optional<Error> m_error;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QWidget *m_content;
    WrappedLabel *m_sentence;
    QTreeView *m_table;
    EvidenceModel *m_model;
};

} // namespace aegisx::ui
