#pragma once

#include "core/postgres/tablepreview.h"
#include "ui/site/sitesession.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <stop_token>

namespace aegisx::ui {

class ListPane;
class PreviewModel;
class WrappedLabel;

// The first rows of a table, read on a connection of its own once it is looked at. They are shown
// and kept nowhere else. Choosing another table, or looking away, ends what is being read.
class TablePreviewPane final : public QWidget
{
    Q_OBJECT

public:
    explicit TablePreviewPane(SiteSession &session, QWidget *parent = nullptr);
    ~TablePreviewPane() override;

    void setTable(const QString &schema, const QString &name); // empty: none
    void readAgain();
    void retranslate();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void stop();
    void read();
    void take(const Result<postgres::TablePreview> &read);
    void present();
    void presentNothing();
    [[nodiscard]] QString note() const;

    SiteSession &m_session;
    QString m_schema;
    QString m_name;
    PreviewModel *m_model;
    ListPane *m_pane;
    WrappedLabel *m_note;
    QTimer m_settle; // nobody looks at the tables that a held-down arrow key passes by
    std::stop_source m_stop;
    int m_request = 0;
    bool m_reading = false;
    bool m_stopped = false; // by a person
    std::optional<Error> m_error;
    bool m_read = false;
};

} // namespace aegisx::ui
